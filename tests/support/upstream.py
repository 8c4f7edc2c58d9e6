"""A real HTTP server that stands where a service stands, and tells what reached it."""

import asyncio
import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socket import socket
from typing import Self

import uvicorn
from starlette.types import Message, Receive, Scope, Send

RESET = 0
"""Instead of a status: cut the connection before any answer."""


@dataclass
class Arrival:
    """One request as it arrived; `body` grows while it is being received."""

    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    port: int
    """Of the connection, at its other end."""
    body: bytearray = field(default_factory=bytearray)

    def header(self, name: str) -> list[str]:
        """All values of one header."""
        return [value for found, value in self.headers if found == name]


class Upstream:
    """Answers every path with its own name, unless told otherwise.

    `documents` are answers to single paths; `statuses` is what the next requests get, one each.
    """

    def __init__(self, name: str, port: int) -> None:
        self.name = name
        self.port = port
        self.documents: dict[str, object] = {}
        self.statuses: deque[int] = deque()
        self.arrivals: list[Arrival] = []
        self.receiving = asyncio.Event()
        """Set by the first bytes of any body."""
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen; return once connections are accepted."""
        self._server = _Server(
            uvicorn.Config(
                self, port=self.port, lifespan="off", log_config=None, timeout_keep_alive=75
            )
        )
        self._serving = asyncio.create_task(self._server.serve())
        await self._server.listening.wait()

    async def stop(self) -> None:
        """Close the port and every connection."""
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await self._serving
            self._server = self._serving = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        path = scope["path"]
        if path in self.documents:
            await _answer(send, 200, self.documents[path])
            return
        arrival = Arrival(
            scope["method"],
            path,
            scope["query_string"].decode(),
            [(name.decode(), value.decode()) for name, value in scope["headers"]],
            scope["client"][1],
        )
        self.arrivals.append(arrival)
        await self._receive_body(receive, arrival.body)
        status = self.statuses.popleft() if self.statuses else 200
        if status == RESET:
            self._cut_connections()
        else:
            await _answer(send, status, {"service": self.name})

    async def _receive_body(self, receive: Receive, body: bytearray) -> None:
        more = True
        while more:
            message: Message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if body:
                self.receiving.set()
            more = message.get("more_body", False)

    def _cut_connections(self) -> None:
        assert self._server is not None
        for connection in list(self._server.server_state.connections):
            assert connection.transport is not None
            connection.transport.abort()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _answer(send: Send, status: int, document: object) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(document).encode()})
