"""The kit's HTTP server against the other candidate, with the same app behind both."""

import asyncio
import itertools
import os
import sys
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus

from legato_local.looking import get
from legato_local.part import NotReadyError
from legato_local.parts.service import Service
from tests.bench.connection import build_request, connected
from tests.bench.hello import USER_PATH
from tests.bench.load import closed_loop
from tests.bench.people import add_listeners
from tests.bench.report import Report
from tests.bench.rounds import Figures, Rounds
from tests.bench.stack import Measured
from tests.bench.usage import CpuMeter, Memory, Parts
from tests.support.ports import free_ports

CONNECTIONS = 16

SECONDS = 2.0
"""Of one measurement."""

ROUNDS = 5

FACTORY = "tests.bench.hello:build_user_app_with_hello"

UVICORN, GRANIAN = "uvicorn", "Granian"

METHOD = f"""
    The user service with its "hello", once as it runs (uvicorn with httptools and uvloop, and the
    probes in the same process), once under Granian (one worker, its HTTP/1 stack in Rust, uvloop),
    asked directly, without the gateway: {CONNECTIONS} keep-alive connections, each with its next
    request as soon as the last is answered, for {SECONDS:.0f} s. CPU time is that of all processes
    of the server, user and kernel, as in /proc, per request. All take turns for {ROUNDS} rounds:
    shown is the median, and of the ratios the median of those within each round. Memory is
    proportional (PSS), after the last round.
    """


class Granian(Service):
    """The same app behind Granian."""

    @property
    def argv(self) -> Sequence[str]:
        """One worker process, as there is one of ours."""
        return (
            *(sys.executable, "-m", "granian", "--interface", "asgi", "--factory", FACTORY),
            *("--host", "127.0.0.1", "--port", str(self.ports["HTTP"])),
            *("--workers", "1", "--runtime-threads", "1", "--loop", "uvloop"),
            *("--http", "1", "--no-ws", "--log-level", "warning"),
        )

    async def check_ready(self) -> None:
        """It has no port for probes."""
        connection = asyncio.open_connection("127.0.0.1", self.ports["HTTP"])
        answer = await get(connection, "/.well-known/jwks.json")
        if answer.status != HTTPStatus.OK:
            raise NotReadyError(f"the keys are answered {answer.status}")


async def measure_servers(measured: Measured) -> Report:
    """Measure both servers, at a hello and at a cached profile."""
    (header,) = await add_listeners(measured, 1)
    asked = {"hello": USER_PATH, "GET /v1/me, cached": "/v1/me"}
    async with _build_granian(measured) as granian:
        parts = Parts({UVICORN: measured.parts.pids["user"], GRANIAN: granian.pid})
        ports = {UVICORN: measured.legato.stack.user.ports["HTTP"], GRANIAN: granian.ports["HTTP"]}
        rounds = Rounds()
        await rounds.measure(
            {
                f"{name}, {server}": partial(
                    _measure, parts.only(server), port, build_request("GET", path, header)
                )
                for name, path in asked.items()
                for server, port in ports.items()
            },
            rounds=ROUNDS,
        )
        memory = parts.memory()
    return _report(rounds, list(asked), memory)


def _build_granian(measured: Measured) -> Granian:
    home, user = measured.legato.home, measured.legato.stack.user
    (port,) = free_ports(1)
    return Granian(
        name="granian",
        package="user_service",
        command="serve",
        environment={**os.environ, **user.environment},
        ports={"HTTP": port},
        log=home.log("granian"),
    )


async def _measure(parts: Parts, port: int, request: bytes) -> Figures:
    async with connected(port, CONNECTIONS) as connections:
        with CpuMeter(parts) as meter:
            done, seconds = await closed_loop(connections, itertools.repeat(request), SECONDS)
    return {"rate": done / seconds, "cpu": meter.total / done * 1e6}


def _report(rounds: Rounds, asked: Sequence[str], memory: dict[str, Memory]) -> Report:
    return Report(
        name="servers",
        title="HTTP servers",
        method=METHOD,
        columns=("", "req/s", "of uvicorn", "CPU µs", "of uvicorn", "MiB"),
        rows=[
            (
                name,
                f"{rounds.median(name, 'rate'):.0f}",
                f"{rounds.ratio(name, base, 'rate'):.2f}",
                f"{rounds.median(name, 'cpu'):.0f}",
                f"{rounds.ratio(name, base, 'cpu'):.2f}",
                f"{memory[server].proportional / 2**20:.0f}",
            )
            for what in asked
            for server in (UVICORN, GRANIAN)
            for name, base in [(f"{what}, {server}", f"{what}, {UVICORN}")]
        ],
    )
