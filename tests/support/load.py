"""The load that a rollout has to bear: fifty requests a second, whatever becomes of them.

Half of them open a connection of their own; half write. Nothing is tried again: a listener whose
request failed has seen it fail.
"""

import asyncio
import contextlib
import itertools
import time
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import quantiles

import httpx

from tests.support.deadlines import REQUEST_SECONDS
from tests.support.traffic import Ask, Outcome, Traffic, is_right

PER_SECOND = 50.0

LONGEST_SECONDS = 480.0
"""The load ends by itself after this, and the test with it: tokens live for 600 s."""

MOST_IN_FLIGHT = 1000
"""What 20 s of silence pile up; after that nobody answers any more, and the test ends."""

MOST_SHOWN = 20
"""Failures that are told one by one; they are counted all."""

PART = {"Range": "bytes=0-999"}
"""What a player asks for at a time."""


@dataclass(frozen=True)
class Listening:
    """What listeners ask with: an access token each, a track's id, and the URL of its audio."""

    tokens: Sequence[str]
    track: str
    audio: str


def build_sources(
    kept: httpx.AsyncClient, fresh: httpx.AsyncClient, listening: Listening
) -> Mapping[str, Ask]:
    """Return a round of eight requests: of each half, one half is on a connection of its own."""
    me, track = "/v1/me", f"/v1/tracks/{listening.track}"
    tokens = itertools.cycle(listening.tokens)

    def someone() -> dict[str, str]:
        return {"Authorization": f"Bearer {next(tokens)}"}

    def read(http: httpx.AsyncClient, path: str) -> Ask:
        return lambda: http.get(path, headers=someone())

    def hear(http: httpx.AsyncClient) -> Ask:
        return lambda: http.get(listening.audio, headers=PART)

    def rename(http: httpx.AsyncClient) -> Ask:
        async def ask() -> httpx.Response:
            key = str(uuid.uuid4())
            headers = {**someone(), "Idempotency-Key": key}
            return await http.patch(me, json={"display_name": f"Ada {key}"}, headers=headers)

        return ask

    def play(http: httpx.AsyncClient) -> Ask:
        return lambda: http.post(f"{track}/play", json={}, headers=someone())

    return {
        "me, kept": read(kept, me),
        "rename, fresh": rename(fresh),
        "track, fresh": read(fresh, track),
        "play, kept": play(kept),
        "audio, kept": hear(kept),
        "play, fresh": play(fresh),
        "audio, fresh": hear(fresh),
        "rename, kept": rename(kept),
    }


class Load:
    """Requests on their way, and what came of them."""

    def __init__(self, traffic: Traffic, began: float) -> None:
        self._traffic = traffic
        self._began = began

    @property
    def seconds(self) -> float:
        """For how long it has been going on."""
        return time.monotonic() - self._began

    async def until(self, seconds: float) -> None:
        """Go on until that long after its begin; raise `TimeoutError` when it has to end first."""
        await asyncio.sleep(self._began + seconds - time.monotonic())

    def failures(self, since: float = 0.0, until: float = LONGEST_SECONDS) -> Sequence[str]:
        """Return what failed of the requests sent in a span of time, in seconds of the load."""
        wrong = [one for one in self._sent(since, until) if not is_right(one)]
        return [f"{one.sent - self._began:6.2f} s  {_describe(one)}" for one in wrong]

    def share_failed(self, since: float, until: float) -> float:
        """Return which part of the requests sent in a span of time failed, 0 to 1."""
        sent = self._sent(since, until)
        return sum(not is_right(one) for one in sent) / max(len(sent), 1)

    def summary(self) -> str:
        """Return counts of all, and how long they took; the first failures one by one."""
        outcomes = self._traffic.outcomes
        failures = self.failures()
        told = [f"{len(outcomes)} requests in {self.seconds:.0f} s, {len(failures)} failed"]
        if len(outcomes) > 1:
            cuts = quantiles([one.seconds * 1000 for one in outcomes], n=100, method="inclusive")
            longest = max(one.seconds for one in outcomes) * 1000
            told[0] += f"; ms: p50 {cuts[49]:.0f}, p99 {cuts[98]:.0f}, longest {longest:.0f}"
        return "\n  ".join([*told, *failures[:MOST_SHOWN]])

    def _sent(self, since: float, until: float) -> list[Outcome]:
        outcomes = self._traffic.outcomes
        return [one for one in outcomes if since <= one.sent - self._began < until]


@asynccontextmanager
async def under_load(
    url: str, listening: Listening, tell: Callable[[str], None]
) -> AsyncIterator[Load]:
    """Send requests to the Legato at `url` for as long as the block runs, or the longest time.

    `tell` gets the summary in any case.
    """
    async with contextlib.AsyncExitStack() as stack:
        kept = await stack.enter_async_context(_connect(url, kept=20))
        fresh = await stack.enter_async_context(_connect(url, kept=0))
        traffic = Traffic(
            build_sources(kept, fresh, listening), PER_SECOND, most_in_flight=MOST_IN_FLIGHT
        )
        load = Load(traffic, time.monotonic())
        stack.callback(lambda: tell(load.summary()))
        await stack.enter_async_context(traffic)
        async with asyncio.timeout(LONGEST_SECONDS):
            yield load


def _connect(url: str, *, kept: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=url,
        timeout=REQUEST_SECONDS,
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=kept),
    )


def _describe(outcome: Outcome) -> str:
    said = outcome.error
    if outcome.answer is not None:
        said = f"{outcome.answer.status_code} {outcome.answer.text[:200]}"
    return f"{outcome.source}, after {outcome.seconds:.2f} s: {said}"
