"""One trace runs through everything that a request touches."""

import io
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from legato_local.legato import Legato
from legato_local.progress import Lines
from legato_local.settings import Settings
from legato_local.stack import PORTS
from tests.support.audio import Tags, make_audio
from tests.support.deadlines import SPANS_SECONDS
from tests.support.imports import import_file
from tests.support.people import connect, register, sign_in, signed_in
from tests.support.ports import free_block, free_ports
from tests.support.spans import Collector, Span
from tests.support.tokens import bearer
from tests.support.waiting import until

pytestmark = pytest.mark.integration

CALLS = {
    ("gateway", None),
    ("user", None),
    ("user", "valkey"),
    ("user", "postgresql"),
    ("music", None),
    ("music", "valkey"),
    ("music", "postgresql"),
    ("music_importer", None),
    ("music_importer", "postgresql"),
}
"""Services, and what each of them calls in turn, that the requests below touch."""


@dataclass(frozen=True)
class Trace:
    """The context that a client sends with every call."""

    id: str
    parent: str

    @property
    def headers(self) -> dict[str, str]:
        """W3C trace context, sampled."""
        return {"traceparent": f"00-{self.id}-{self.parent}-01"}


@pytest.fixture(scope="module")
async def collector() -> AsyncIterator[Collector]:
    async with Collector(*free_ports(1)) as collector:
        yield collector


@pytest.fixture(scope="module")
async def traced(collector: Collector, workplace: Path) -> AsyncIterator[Legato]:
    """A platform of this module alone that exports its spans."""
    settings = Settings(
        home=workplace / "whole",
        port=free_block(max(PORTS.values()) + 1),
        otlp_endpoint=collector.url,
    )
    legato = Legato.open(settings)
    steps = Lines(io.StringIO())
    try:
        await legato.start(steps, with_demo=False)
        yield legato
    finally:
        await legato.stop(steps)


@pytest.fixture(scope="module")
def trace() -> Trace:
    """The one context of every call of this module."""
    return Trace(secrets.token_hex(16), secrets.token_hex(8))


@pytest.fixture(scope="module")
async def track(traced: Legato, trace: Trace) -> str:
    """Id of a track that nobody has asked for yet, so that no cache has it."""
    async with (
        connect(traced.url) as client,
        signed_in(client, traced.admin.email, traced.admin.password) as admin,
    ):
        admin.http.headers.update(trace.headers)
        tags = Tags(title="Traced", artist="Traced", album="Traced")
        await import_file(admin.http, "traced.ogg", make_audio(tags))
        (found,) = (await admin.http.get("/v1/tracks")).json()["items"]
    identifier: str = found["id"]
    return identifier


async def listen(traced: Legato, track: str, trace: Trace) -> str:
    """Do what a listener does under one trace, and return the URL of the audio.

    The listener is new: no cache has the profile yet.
    """
    async with connect(traced.url) as client:
        client.headers.update(trace.headers)
        account = await register(client)
        tokens = await sign_in(client, account["email"], account["password"])
        client.headers.update(bearer(tokens["access_token"]))
        answers = [
            await client.get("/v1/me"),
            await client.get(f"/v1/tracks/{track}"),
            await client.post(f"/v1/tracks/{track}/play", json={}),
        ]
        url: str = answers[-1].json()["url"]
        answers.append(await client.get(url))
    assert [answer.status_code for answer in answers] == [httpx.codes.OK] * 4
    return url


async def test_one_trace_shows_the_gateway_both_services_their_caches_and_their_databases(
    traced: Legato, collector: Collector, track: str, trace: Trace
) -> None:
    url = await listen(traced, track, trace)

    async def is_whole() -> bool:
        spans = collector.spans(trace.id)
        seen = {(span.service, span.system) for span in spans}
        return seen >= CALLS and is_one_tree(spans, trace)

    # Each service exports in its own time, so a span may arrive before the one above it.
    await until(is_whole, f"one tree with the spans of {CALLS}", SPANS_SECONDS)
    assert_nothing_secret(collector.spans(trace.id), url)


def is_one_tree(spans: Sequence[Span], trace: Trace) -> bool:
    """Whether every span hangs below the client's own."""
    known = {trace.parent, *(span.id for span in spans)}
    return all(span.parent in known for span in spans)


def assert_nothing_secret(spans: Sequence[Span], url: str) -> None:
    """Check that no span holds the token of the audio's URL."""
    token = url.partition("t=")[2]
    assert token
    assert [span for span in spans if token in str(span)] == []
