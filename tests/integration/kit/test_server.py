"""A service process from outside: probes, and a stop that loses no request."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest

from legato_local.part import NotReadyError, Part
from tests.support.deadlines import PROCESS_GONE_SECONDS, REQUEST_SECONDS
from tests.support.ports import free_ports
from tests.support.waiting import until

pytestmark = pytest.mark.integration

PROGRAM = """
import asyncio, sys
from contextlib import asynccontextmanager
from fastapi import APIRouter, Request
from pydantic import SecretStr
from legato_kit.app import create_app
from legato_kit.instruments import build_instruments
from legato_kit.server import serve
from legato_kit.settings import ServiceSettings

port, probe_port = map(int, sys.argv[1:])
settings = ServiceSettings(port=port, probe_port=probe_port, database_uri=SecretStr(""))
instruments = build_instruments("test", settings)
router = APIRouter()
begun = asyncio.Event()

@router.post("/length")
async def length(request: Request) -> int:
    begun.set()
    return len(await request.body())

@router.get("/begun")
async def has_begun() -> str:
    await begun.wait()
    return "yes"

@asynccontextmanager
async def lifespan(app):
    yield {}

app = create_app(
    "Test", [router], lifespan=lifespan, instruments=instruments, settings=settings
)
asyncio.run(serve(app, settings, instruments))
"""


class Program(Part):
    """A small service of its own process."""

    name = "program"

    def __init__(self, log: Path) -> None:
        super().__init__(log)
        self.port, self.probe_port = free_ports(2)

    @property
    def argv(self) -> Sequence[str]:
        return [sys.executable, "-c", PROGRAM, str(self.port), str(self.probe_port)]

    async def check_ready(self) -> None:
        if await self.readiness() != 200:
            raise NotReadyError("not ready")

    async def readiness(self) -> int:
        """Return the status of /readyz, 0 when nobody answers."""
        try:
            async with httpx.AsyncClient() as client:
                answer = await client.get(f"http://127.0.0.1:{self.probe_port}/readyz")
                return answer.status_code
        except httpx.TransportError:
            return 0


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    async with Program(tmp_path / "log") as program:
        yield program


@pytest.fixture
async def client(program: Program) -> AsyncIterator[httpx.AsyncClient]:
    base = f"http://127.0.0.1:{program.port}"
    async with httpx.AsyncClient(base_url=base, timeout=REQUEST_SECONDS) as client:
        yield client


async def test_metrics_and_probes_are_on_their_own_port_alone(
    program: Program, client: httpx.AsyncClient
) -> None:
    await client.get("/begun/unknown")
    for path in ("/livez", "/readyz", "/metrics"):
        assert (await client.get(path)).status_code == 404
        probe = await client.get(f"http://127.0.0.1:{program.probe_port}{path}")
        assert probe.status_code == 200
    assert "test_http_request_duration_seconds_count" in probe.text


async def test_a_request_in_flight_is_answered_before_the_process_ends(
    program: Program, client: httpx.AsyncClient
) -> None:
    draining = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"before"
        await draining.wait()
        yield b"after"

    async def is_draining() -> bool:
        return await program.readiness() != httpx.codes.OK

    in_flight = asyncio.create_task(client.post("/length", content=body()))
    await client.get("/begun")
    process = program._process  # noqa: SLF001 - the test ends it as a supervisor would
    assert process is not None
    process.send_signal(signal.SIGTERM)
    await until(is_draining, "the process is draining", PROCESS_GONE_SECONDS)
    draining.set()
    assert (await in_flight).json() == len("beforeafter")
    async with asyncio.timeout(PROCESS_GONE_SECONDS):
        assert await process.wait() == 0
