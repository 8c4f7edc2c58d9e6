"""The load of the suites on kind, against a server that answers as it is told."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from tests.support.load import Listening, under_load
from tests.support.ports import free_ports
from tests.support.upstream import RESET, Upstream
from tests.support.waiting import until

LISTENING = Listening(tokens=("t", "u"), track="1", audio="/media/1.ogg?t=u")

ROUNDS = 5

ROUNDS_SECONDS = 60.0
"""For requests that are sent within a second."""


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with Upstream("legato", free_ports(1)[0]) as upstream:
        yield upstream


async def bear(upstream: Upstream, requests: int) -> tuple[list[str], list[str]]:
    """Let so many requests arrive; return what was told, and the failures."""
    told: list[str] = []

    async def enough() -> bool:
        return len(upstream.arrivals) >= requests

    async with under_load(f"http://127.0.0.1:{upstream.port}", LISTENING, told.append) as load:
        await until(enough, "the load", ROUNDS_SECONDS)
    return told, list(load.failures())


async def test_half_of_the_requests_write_and_half_are_on_new_connections(
    upstream: Upstream,
) -> None:
    told, failures = await bear(upstream, 8 * ROUNDS)
    arrivals = upstream.arrivals[: 8 * ROUNDS]
    writes = [one for one in arrivals if one.method in {"PATCH", "POST"}]
    assert len(writes) == len(arrivals) / 2
    keys = [one.header("idempotency-key")[0] for one in arrivals if one.method == "PATCH"]
    assert len({*keys}) == 2 * ROUNDS
    ports = Counter(one.port for one in arrivals)
    assert sum(times == 1 for times in ports.values()) >= len(arrivals) / 2
    assert failures == []
    assert f"{len(upstream.arrivals)} requests" in told[0]
    assert "0 failed" in told[0]


async def test_every_failure_is_told_with_its_time_and_what_it_was(upstream: Upstream) -> None:
    upstream.statuses.extend((200, 503, 200, 200))
    told, failures = await bear(upstream, 8)
    assert len(failures) == 1
    assert failures[0].split("after")[0].endswith("s  rename, fresh, ")
    assert "503" in failures[0]
    assert failures[0] in told[0]
    assert "1 failed" in told[0]


async def test_a_cut_connection_is_a_failure_and_the_load_goes_on(upstream: Upstream) -> None:
    upstream.statuses.extend((200, 200, RESET))
    _, failures = await bear(upstream, 8 * ROUNDS)
    assert any("ReadError" in one or "RemoteProtocolError" in one for one in failures)
    assert len(failures) < ROUNDS


async def test_failures_are_counted_by_the_time_they_were_sent(upstream: Upstream) -> None:
    upstream.statuses.extend((503,))
    told: list[str] = []
    async with under_load(f"http://127.0.0.1:{upstream.port}", LISTENING, told.append) as load:
        await load.until(0.5)
    assert load.share_failed(0.0, 0.01) == 1.0
    assert load.share_failed(0.01, 1.0) == 0.0
    assert load.failures(since=0.01) == []
