"""A client that costs next to nothing, since it shares the machine with what it measures."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

CONNECT_SECONDS = 5.0
"""Deadline of one new connection."""

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)

END_OF_HEAD = b"\r\n\r\n"


class AnswerError(Exception):
    """A measured request was not answered as it should be, so its figures mean nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of one answer."""

    status: int
    body: bytes


class Connection(asyncio.Protocol):
    """One keep-alive connection of HTTP/1.1 with one request under way at most.

    Knows only answers that say how long they are.
    """

    def __init__(self) -> None:
        self._received = bytearray()
        self._complete_at: int | None = None
        self._head_length = 0
        self._transport: asyncio.WriteTransport | None = None
        self._answer: asyncio.Future[Answer] | None = None

    async def ask(self, request: bytes, expected: int = HTTPStatus.OK) -> Answer:
        """Send a request and return its answer; raise `AnswerError` for any other status."""
        if self._transport is None:
            raise AnswerError("the connection is closed")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        answer = await self._answer
        if answer.status != expected:
            raise AnswerError(f"{request[:80]!r} was answered {answer.status}: {answer.body!r}")
        return answer

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport (asyncio)."""
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        """Collect until the answer is whole (asyncio)."""
        self._received += data
        if self._complete_at is None:
            self._read_head()
        if self._complete_at is not None and len(self._received) >= self._complete_at:
            self._finish()

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail what is under way (asyncio)."""
        self._transport = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(AnswerError(f"the connection was cut: {exc!r}"))

    def _read_head(self) -> None:
        end = self._received.find(END_OF_HEAD)
        if end < 0:
            return
        length = LENGTH.search(self._received, 0, end)
        self._head_length = end + len(END_OF_HEAD)
        self._complete_at = self._head_length + (int(length[1]) if length else 0)

    def _finish(self) -> None:
        status = int(self._received[9:12])
        answer = Answer(status, bytes(self._received[self._head_length :]))
        self._received.clear()
        self._complete_at = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)


@asynccontextmanager
async def connected(port: int, count: int) -> AsyncIterator[list[Connection]]:
    """Yield `count` connections to a port of the loopback interface."""
    loop = asyncio.get_running_loop()
    connections = []
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            for _ in range(count):
                _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
                connections.append(connection)
        yield connections
    finally:
        for connection in connections:
            connection.close()


def build_request(method: str, path: str, headers: Mapping[str, str]) -> bytes:
    """Return a request without a body (an empty one for POST)."""
    lines = [f"{method} {path} HTTP/1.1", "host: localhost"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if method == "POST":
        lines += ["content-type: application/json", "content-length: 2", "", "{}"]
        return "\r\n".join(lines).encode()
    return "\r\n".join([*lines, "", ""]).encode()
