"""The light client reads answers however they are cut, and takes no other for the expected one."""

import asyncio
from collections.abc import Sequence

import pytest

from tests.bench.connection import AnswerError, build_request, connected

REQUEST = build_request("GET", "/", {})

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


class Replies:
    """A server that answers every request with the same pieces, then perhaps closes."""

    def __init__(self, pieces: Sequence[bytes], *, closes: bool = False) -> None:
        self._pieces = pieces
        self._closes = closes

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            if line != b"\r\n":
                continue
            for piece in self._pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)
            if self._closes:
                break
        writer.close()


async def ask(replies: Replies, times: int = 1) -> list[bytes]:
    async with await asyncio.start_server(replies, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with connected(port, 1) as (connection,):
            return [(await connection.ask(REQUEST)).body for _ in range(times)]


async def test_one_connection_serves_one_answer_after_the_other() -> None:
    assert await ask(Replies([ANSWER]), times=3) == [b"hello"] * 3


async def test_an_answer_may_come_byte_by_byte() -> None:
    pieces = [ANSWER[place : place + 1] for place in range(len(ANSWER))]
    assert await ask(Replies(pieces)) == [b"hello"]


async def test_another_status_is_an_error() -> None:
    with pytest.raises(AnswerError, match="503"):
        await ask(Replies([b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"]))


async def test_a_connection_that_is_cut_is_an_error() -> None:
    with pytest.raises(AnswerError, match="cut"):
        await ask(Replies([ANSWER[:10]], closes=True))
