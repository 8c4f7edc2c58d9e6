"""What a request costs through the gateway, cached and not, beside a bare hello."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from redis.asyncio import Redis

from legato_kit.background import background
from legato_local.parts.service import Service
from legato_local.parts.valkey import Valkey
from tests.bench.connection import build_request, connected
from tests.bench.counters import read_counter
from tests.bench.hello import MUSIC_PATH, USER_PATH
from tests.bench.load import closed_loop
from tests.bench.music import import_tracks
from tests.bench.people import add_listeners
from tests.bench.report import Aim, Report
from tests.bench.rounds import Figures, Rounds
from tests.bench.stack import Measured
from tests.bench.usage import CpuMeter

CONNECTIONS = 16

SECONDS = 2.0
"""Of one measurement."""

ROUNDS = 5

LISTENERS = 200
"""So many that a cache which is emptied all the time is never asked twice for the same one."""

EMPTY_EVERY_SECONDS = 0.01

LEAST_RATIO = 0.6

COLUMNS = (
    "", "req/s", "of hello", "Envoy µs", "service µs", "cache µs", "Postgres µs", "together µs",
    "of hello", "cache hits",
)  # fmt: skip

METHOD = f"""
    {CONNECTIONS} keep-alive connections to the gateway's plain port, each with its next request as
    soon as the last is answered, for {SECONDS:.0f} s. "hello" is a route of the same process,
    behind the same gateway, middleware and token check; it answers one word. "Cached" asks for
    what the cache holds. For "not cached" the cache is emptied every
    {EMPTY_EVERY_SECONDS * 1000:.0f} ms, and requests go round {LISTENERS} listeners or all tracks,
    so that each one reads Postgres and fills the cache. CPU time is that of the processes, user
    and kernel, as in /proc, per request. The client's own is left out, but it shares the machine:
    requests per second are what is left of it. All take turns for {ROUNDS} rounds: shown is the
    median, and of the ratios the median of those within each round.
    """


@dataclass(frozen=True)
class Subject:
    """A service with what it stands on, and what is asked of it."""

    service: Service
    cache: Valkey
    hello: bytes
    name: str
    requests: Sequence[bytes]

    @property
    def cached(self) -> str:
        """Name of the requests that the cache answers."""
        return f"{self.name}, cached"

    @property
    def uncached(self) -> str:
        """Name of the requests that it does not."""
        return f"{self.name}, not cached"

    @property
    def base(self) -> str:
        """Name of the request that all are compared with."""
        return f"hello of {self.service.name}"


async def measure_requests(measured: Measured) -> Report:
    """Measure both services."""
    subjects = await _build_subjects(measured)
    rounds = Rounds()
    await rounds.measure(
        {
            name: partial(measure, measured, subject)
            for subject in subjects
            for name, measure in (
                (subject.base, _measure_hello),
                (subject.cached, _measure_cached),
                (subject.uncached, _measure_uncached),
            )
        },
        rounds=ROUNDS,
    )
    return Report(
        name="api",
        title="Requests through the gateway",
        method=METHOD,
        columns=COLUMNS,
        rows=[
            _row(rounds, name, subject)
            for subject in subjects
            for name in (subject.base, subject.cached, subject.uncached)
        ],
        aims=[_aim(rounds, subject) for subject in subjects],
    )


async def _build_subjects(measured: Measured) -> tuple[Subject, Subject]:
    stack = measured.legato.stack
    headers = await add_listeners(measured, LISTENERS)
    tracks = await import_tracks(measured)
    return (
        Subject(
            stack.user,
            stack.user_cache,
            build_request("GET", USER_PATH, headers[0]),
            "GET /v1/me",
            [build_request("GET", "/v1/me", header) for header in headers],
        ),
        Subject(
            stack.music,
            stack.music_cache,
            build_request("GET", MUSIC_PATH, headers[0]),
            "GET /v1/tracks/{id}",
            [build_request("GET", f"/v1/tracks/{track}", headers[0]) for track in tracks],
        ),
    )


async def _measure_hello(measured: Measured, subject: Subject) -> Figures:
    return await _measure(measured, subject, [subject.hello])


async def _measure_cached(measured: Measured, subject: Subject) -> Figures:
    # One alone: where it was not in the cache yet, it is so after the first request.
    return await _measure(measured, subject, subject.requests[:1])


async def _measure_uncached(measured: Measured, subject: Subject) -> Figures:
    async with _always_empty(subject.cache):
        return await _measure(measured, subject, subject.requests)


async def _measure(measured: Measured, subject: Subject, requests: Sequence[bytes]) -> Figures:
    service, cache = subject.service, subject.cache
    parts = measured.parts.only("gateway", service.name, cache.name, "postgres")
    hits = await _count_hits(service)
    async with connected(measured.http_port, CONNECTIONS) as connections:
        with CpuMeter(parts) as meter:
            done, seconds = await closed_loop(connections, itertools.cycle(requests), SECONDS)
    return {
        "gateway": meter.used["gateway"] / done * 1e6,
        "service": meter.used[service.name] / done * 1e6,
        "cache": meter.used[cache.name] / done * 1e6,
        "postgres": meter.used["postgres"] / done * 1e6,
        "total": meter.total / done * 1e6,
        "rate": done / seconds,
        "hits": (await _count_hits(service) - hits) / done,
    }


async def _count_hits(service: Service) -> float:
    name = f'{service.name}_cache_operations_total{{operation="get",outcome="hit"}}'
    return await read_counter(service.ports["probe"], name)


@asynccontextmanager
async def _always_empty(cache: Valkey) -> AsyncIterator[None]:
    async with Redis.from_url(cache.uri) as client:

        async def empty() -> None:
            while True:
                await client.flushall()
                await asyncio.sleep(EMPTY_EVERY_SECONDS)

        async with background(empty()):
            yield


def _row(rounds: Rounds, name: str, subject: Subject) -> list[str]:
    costs = ("gateway", "service", "cache", "postgres", "total")
    return [
        name,
        f"{rounds.median(name, 'rate'):.0f}",
        f"{rounds.ratio(name, subject.base, 'rate'):.2f}",
        *(f"{rounds.median(name, cost):.0f}" for cost in costs),
        f"{rounds.ratio(name, subject.base, 'total'):.2f}",
        f"{rounds.median(name, 'hits'):.0%}",
    ]


def _aim(rounds: Rounds, subject: Subject) -> Aim:
    found = rounds.ratio(subject.cached, subject.base, "rate")
    return Aim(
        text=f"{subject.cached}: at least {LEAST_RATIO} of hello's requests per second",
        found=f"{found:.2f}",
        is_met=found >= LEAST_RATIO,
    )
