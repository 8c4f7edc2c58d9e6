"""Traffic that never waits for its answers, while parts of a Legato come and go."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Self

import httpx

from tests.support.waiting import until

MOST_IN_FLIGHT = 100
"""Requests under way at once; a platform that keeps more waiting has hung."""

Ask = Callable[[], Awaitable[httpx.Response]]


@dataclass(frozen=True)
class Outcome:
    """What came of one request; no answer means that the connection failed, with `error`."""

    source: str
    sent: float
    answer: httpx.Response | None
    seconds: float = 0.0
    """Until the answer was whole, or the connection had failed."""
    error: str = ""


def is_right(outcome: Outcome) -> bool:
    """Whether there was an answer without an error."""
    return outcome.answer is not None and outcome.answer.is_success


def is_told(outcome: Outcome) -> bool:
    """Whether the answer was that something is away."""
    return outcome.answer is not None and outcome.answer.is_server_error


def is_cut(outcome: Outcome) -> bool:
    """Whether there was no answer at all."""
    return outcome.answer is None


class Traffic:
    """Sends requests of each source in turn, `per_second` in all, while it is entered.

    What a source raises, other than that its connection failed, ends the traffic and the test;
    so do more requests under way than `most_in_flight`.
    """

    def __init__(
        self,
        sources: Mapping[str, Ask],
        per_second: float,
        *,
        most_in_flight: int = MOST_IN_FLIGHT,
    ) -> None:
        self.outcomes: list[Outcome] = []
        self._sources = sources
        self._pause = 1 / per_second
        self._most_in_flight = most_in_flight
        self._requests = asyncio.TaskGroup()
        self._under_way = 0

    async def __aenter__(self) -> Self:
        await self._requests.__aenter__()
        self._sending = self._requests.create_task(self._send())
        return self

    async def __aexit__(self, *raised: object) -> None:
        self._sending.cancel()
        await self._requests.__aexit__(*raised)  # type: ignore[arg-type] # handed on as it came

    def of(self, *sources: str) -> list[Outcome]:
        """Return what came of the requests of these sources."""
        return [outcome for outcome in self.outcomes if outcome.source in sources]

    async def until_each(
        self,
        sources: set[str],
        shown: Callable[[Outcome], bool],
        what: str,
        within: float,
        *,
        in_a_row: int = 1,
    ) -> None:
        """Wait until the last so many outcomes of each source, sent from now on, are as `shown`."""
        start = time.monotonic()

        async def all_seen() -> bool:
            fresh = [outcome for outcome in self.outcomes if outcome.sent >= start]
            last = [
                [outcome for outcome in fresh if outcome.source == source][-in_a_row:]
                for source in sources
            ]
            return all(len(few) == in_a_row and all(map(shown, few)) for few in last)

        await until(all_seen, what, within)

    async def _send(self) -> None:
        """Begin each request at its own moment: what slows this machine down delays no other."""
        began = time.monotonic()
        for number, source in enumerate(itertools.cycle(self._sources)):
            await asyncio.sleep(began + number * self._pause - time.monotonic())
            assert self._under_way < self._most_in_flight, "requests hang"
            self._requests.create_task(self._ask(source))

    async def _ask(self, source: str) -> None:
        sent = time.monotonic()
        answer, error = None, ""
        self._under_way += 1
        try:
            answer = await self._sources[source]()
        except httpx.TransportError as failure:
            error = f"{type(failure).__name__}: {failure}"
        self._under_way -= 1
        self.outcomes.append(Outcome(source, sent, answer, time.monotonic() - sent, error))
