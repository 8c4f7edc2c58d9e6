"""One look at an HTTP server that may not be up yet."""

import asyncio
import contextlib
import re
from collections.abc import Awaitable
from dataclasses import dataclass

from legato_local.part import NotReadyError

LOOK_SECONDS = 2.0
"""Deadline of one look, from the connection to the last byte of the answer."""

STATUS_LINE = re.compile(rb"HTTP/1\.1 (\d{3}) ")
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)

Connection = Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]


@dataclass(frozen=True)
class Answer:
    """What a look got back; `body` is empty where the server did not say how long it is."""

    status: int
    body: bytes


async def get(connection: Connection, path: str, *headers: str) -> Answer:
    """Send one GET on a new connection; raise `NotReadyError` when no answer comes."""
    lines = (f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers, "", "")
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            reader, writer = await connection
            with contextlib.closing(writer):
                writer.write("\r\n".join(lines).encode())
                return await _receive(reader)
    except (OSError, EOFError, TimeoutError) as error:
        raise NotReadyError(f"no answer: {error!r}") from error


async def _receive(reader: asyncio.StreamReader) -> Answer:
    head = await reader.readuntil(b"\r\n\r\n")
    status = STATUS_LINE.match(head)
    if status is None:
        raise NotReadyError(f"it answers {head[:80]!r}")
    length = LENGTH.search(head)
    # Not until the end of the connection: Envoy takes its time to close one.
    body = await reader.readexactly(int(length[1])) if length else b""
    return Answer(int(status[1]), body)
