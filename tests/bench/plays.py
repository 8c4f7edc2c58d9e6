"""From pressing play to the first byte of audio, at a pace that does not wait for answers."""

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from statistics import quantiles

from tests.bench.connection import Connection, build_request, connected
from tests.bench.load import open_loop
from tests.bench.music import import_tracks
from tests.bench.people import add_listeners
from tests.bench.report import Aim, Report
from tests.bench.stack import Measured

PER_SECOND = 20.0
SECONDS = 30.0

WARM_UP_SECONDS = 3.0

CONNECTIONS = 32

LISTENERS = 20

FIRST_BYTE = {"range": "bytes=0-0"}

PARTIAL_CONTENT = 206

MAX_P99_MS = 60.0

METHOD = f"""
    Plays begin at random moments, {PER_SECOND:.0f} a second on average for {SECONDS:.0f} s, whether
    or not those before are done: `POST /v1/tracks/{{id}}/play`, then the first byte of the URL that
    it answers, both through the gateway's plain port on kept connections, by {LISTENERS} listeners.
    Times are counted from the moment at which a play was meant to begin, so that waiting behind a
    slow one is part of them (no coordinated omission). Every URL has a token that is new to Envoy.
    """


async def measure_plays(measured: Measured) -> Report:
    """Measure plays at a steady pace."""
    listeners = itertools.cycle(await add_listeners(measured, LISTENERS))
    tracks = itertools.cycle(await import_tracks(measured))
    asked: list[float] = []
    async with connected(measured.http_port, CONNECTIONS) as connections:
        pool = _Pool(connections)

        async def play() -> None:
            async with pool.connection() as connection:
                asked.append(await _play(connection, next(tracks), next(listeners)))

        await open_loop(play, per_second=PER_SECOND, seconds=WARM_UP_SECONDS)
        asked.clear()
        took = await open_loop(play, per_second=PER_SECOND, seconds=SECONDS)
    return _report(asked, took)


async def _play(connection: Connection, track: str, headers: dict[str, str]) -> float:
    """Play up to the first byte; return the seconds until the URL was there."""
    started = time.perf_counter()
    answer = await connection.ask(build_request("POST", f"/v1/tracks/{track}/play", headers))
    asked = time.perf_counter() - started
    url = json.loads(answer.body)["url"]
    await connection.ask(build_request("GET", url, FIRST_BYTE), PARTIAL_CONTENT)
    return asked


class _Pool:
    """Connections that are idle."""

    def __init__(self, connections: Sequence[Connection]) -> None:
        self._idle: asyncio.Queue[Connection] = asyncio.Queue(len(connections))
        for connection in connections:
            self._idle.put_nowait(connection)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Wait for an idle connection, and give it back."""
        connection = await self._idle.get()
        try:
            yield connection
        finally:
            self._idle.put_nowait(connection)


def _report(asked: Sequence[float], took: Sequence[float]) -> Report:
    p99 = _percentiles(took)[98] * 1000
    return Report(
        name="play",
        title="From play to the first byte",
        method=METHOD,
        columns=("", "plays", "p50 ms", "p90 ms", "p99 ms", "longest ms"),
        rows=[_row("until the URL is answered", asked), _row("until the first byte", took)],
        aims=[
            Aim(
                text=f"p99 at most {MAX_P99_MS:.0f} ms",
                found=f"{p99:.1f} ms",
                is_met=p99 <= MAX_P99_MS,
            )
        ],
    )


def _row(name: str, seconds: Sequence[float]) -> list[str]:
    percentiles = _percentiles(seconds)
    shown = (percentiles[49], percentiles[89], percentiles[98], max(seconds))
    return [name, str(len(seconds)), *(f"{value * 1000:.1f}" for value in shown)]


def _percentiles(seconds: Sequence[float]) -> list[float]:
    """Return the 99 values that divide the measurements into hundredths."""
    return quantiles(seconds, n=100, method="inclusive")
