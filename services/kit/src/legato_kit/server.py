"""Running a process: the app and its probes on one event loop, drained on SIGTERM."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
import uvicorn
from starlette.types import ASGIApp

from legato_kit.background import CANCEL_AGAIN_SECONDS, end
from legato_kit.instruments import Instruments
from legato_kit.probes import Readiness, create_probe_app
from legato_kit.settings import ProcessSettings, ServiceSettings

KEEP_ALIVE_SECONDS = 75
"""Longer than the gateway keeps idle connections, so that it never writes into a closing one."""

BACKLOG = 1024
MAX_REQUESTS_IN_FLIGHT = 1000
"""Above this the answer is 503 at once: a queue inside would only add to the wait."""


class _Server(uvicorn.Server):
    """A uvicorn server that leaves signals to `serve`, since a process runs two of them."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


async def serve(app: ASGIApp, settings: ServiceSettings, instruments: Instruments) -> None:
    """Serve until SIGTERM or SIGINT, then drain: unready first, requests in flight, probes last.

    Raises SystemExit when a port cannot be had.
    """
    readiness = Readiness()
    probe_app = create_probe_app(readiness, instruments.metrics.registry)
    probes = _build_server(probe_app, settings.host, settings.probe_port, 1)
    public = _build_server(app, settings.host, settings.port, settings.drain_seconds)
    stopping = stop_event()
    async with asyncio.TaskGroup() as tasks:
        probing = tasks.create_task(probes.serve())
        serving = tasks.create_task(public.serve())
        starting = tasks.create_task(public.listening.wait())
        await asyncio.wait({starting, serving}, return_when=asyncio.FIRST_COMPLETED)
        gc.collect()
        gc.freeze()
        readiness.set_ready()
        structlog.get_logger().info("ready", port=settings.port, probe_port=settings.probe_port)
        waiting = tasks.create_task(stopping.wait())
        await asyncio.wait({waiting, serving, probing}, return_when=asyncio.FIRST_COMPLETED)
        readiness.set_draining()
        public.should_exit = True
        await asyncio.wait({serving})
        probes.should_exit = True
        stopping.set()
        starting.cancel()
    instruments.telemetry.close()


async def work(
    job: Callable[[], Coroutine[Any, Any, None]],
    settings: ProcessSettings,
    instruments: Instruments,
) -> None:
    """Do a job that has no end, beside its probes, until SIGTERM or SIGINT; then cancel it.

    Raises what the job raises, and SystemExit when the probe port cannot be had.
    """
    readiness = Readiness()
    probe_app = create_probe_app(readiness, instruments.metrics.registry)
    probes = _build_server(probe_app, settings.host, settings.probe_port, 1)
    stopping = stop_event()
    async with asyncio.TaskGroup() as tasks:
        probing = tasks.create_task(probes.serve())
        working = tasks.create_task(job())
        waiting = tasks.create_task(stopping.wait())
        readiness.set_ready()
        structlog.get_logger().info("ready", probe_port=settings.probe_port)
        await asyncio.wait({waiting, working, probing}, return_when=asyncio.FIRST_COMPLETED)
        readiness.set_draining()
        await end(working, max(settings.drain_seconds, CANCEL_AGAIN_SECONDS))
        probes.should_exit = True
        stopping.set()
    instruments.telemetry.close()


def stop_event() -> asyncio.Event:
    """Return an event that SIGTERM or SIGINT sets."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    return stopping


def _build_server(app: ASGIApp, host: str, port: int, drain_seconds: float) -> _Server:
    return _Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            http="httptools",
            ws="none",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            backlog=BACKLOG,
            limit_concurrency=MAX_REQUESTS_IN_FLIGHT,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=max(1, round(drain_seconds)),
        )
    )
