"""The kit's HTTP server and loop against the other candidates, with the same app behind all."""

import asyncio
import itertools
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus

from legato_local.looking import get
from legato_local.part import NotReadyError, running
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

MIB = 2**20

FACTORY = "tests.bench.hello:build_user_app_with_hello"

OURS, ON_ASYNCIO, GRANIAN = "uvicorn, uvloop", "uvicorn, asyncio", "Granian, uvloop"

COLUMNS = ("", "req/s", "of ours", "CPU µs", "of ours", "MiB")

METHOD = f"""
    The user service with its "hello": as it runs (uvicorn with httptools on uvloop, the probes in
    the same process), the same on asyncio's own loop, and under Granian (one worker, HTTP/1 in
    Rust, uvloop). They are asked directly, without the gateway: {CONNECTIONS} keep-alive
    connections, each with its next request as soon as the last is answered, for {SECONDS:.0f} s.
    CPU time is that of all processes of the server, user and kernel, as in /proc, per request. All
    take turns for {ROUNDS} rounds: shown is the median, and of the ratios the median of those
    within each round. Memory is proportional (PSS), after the last round.
    """


class OnAsyncio(Service):
    """The user service on asyncio's own loop."""

    @property
    def argv(self) -> Sequence[str]:
        """Another command of the same module."""
        return (sys.executable, "-m", "tests.bench.hello", "user-on-asyncio")


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
    """Measure all servers, at a hello and at a cached profile."""
    (header,) = await add_listeners(measured, 1)
    asked = {"hello": USER_PATH, "GET /v1/me, cached": "/v1/me"}
    others = {
        ON_ASYNCIO: _build(OnAsyncio, measured, "asyncio"),
        GRANIAN: _build(Granian, measured, "granian"),
    }
    rounds = Rounds()
    async with running(*others.values()):
        servers = {OURS: measured.legato.stack.user, **others}
        pids = {name: other.pid for name, other in others.items()}
        parts = Parts({OURS: measured.parts.pids["user"], **pids})
        await rounds.measure(
            {
                f"{what}: {name}": partial(
                    _measure,
                    parts.only(name),
                    server.ports["HTTP"],
                    build_request("GET", path, header),
                )
                for what, path in asked.items()
                for name, server in servers.items()
            },
            rounds=ROUNDS,
        )
        memory = parts.memory()
    return Report(
        name="servers",
        title="HTTP servers and event loops",
        method=METHOD,
        columns=COLUMNS,
        rows=[_row(rounds, what, name, memory) for what in asked for name in servers],
    )


def _build(kind: type[Service], measured: Measured, name: str) -> Service:
    user = measured.legato.stack.user
    http, probe = free_ports(2)
    ports = {"USER_SERVICE_PORT": str(http), "USER_SERVICE_PROBE_PORT": str(probe)}
    return kind(
        name=name,
        package="user_service",
        command="serve",
        environment={**user.environment, **ports},
        ports={"HTTP": http, "probe": probe},
        log=measured.legato.home.log(name),
    )


async def _measure(parts: Parts, port: int, request: bytes) -> Figures:
    async with connected(port, CONNECTIONS) as connections:
        with CpuMeter(parts) as meter:
            done, seconds = await closed_loop(connections, itertools.repeat(request), SECONDS)
    return {"rate": done / seconds, "cpu": meter.total / done * 1e6}


def _row(rounds: Rounds, what: str, name: str, memory: Mapping[str, Memory]) -> list[str]:
    variant, base = f"{what}: {name}", f"{what}: {OURS}"
    return [
        variant,
        f"{rounds.median(variant, 'rate'):.0f}",
        f"{rounds.ratio(variant, base, 'rate'):.2f}",
        f"{rounds.median(variant, 'cpu'):.0f}",
        f"{rounds.ratio(variant, base, 'cpu'):.2f}",
        f"{memory[name].proportional / MIB:.0f}",
    ]
