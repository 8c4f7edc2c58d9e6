"""What is written down about a request: enough to follow it, and never the key to a song."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from legato_local.parts.envoy import Envoy
from tests.integration.gateway.conftest import Backends, MakeEnvoy, client_of
from tests.support.deadlines import REQUEST_SECONDS
from tests.support.ports import free_ports
from tests.support.tokens import Issuers, bearer
from tests.support.upstream import Upstream
from tests.support.waiting import until

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"
TRACEPARENT = f"00-{TRACE}-{PARENT}-01"


@pytest.fixture(scope="module")
async def collector() -> AsyncIterator[Upstream]:
    async with Upstream("collector", *free_ports(1)) as server:
        yield server


@pytest.fixture(scope="module")
async def traced(make_envoy: MakeEnvoy, collector: Upstream) -> AsyncIterator[Envoy]:
    """A gateway that tells a collector of its requests."""
    endpoint = f"http://127.0.0.1:{collector.port}"
    async with make_envoy("traced", otlp_endpoint=endpoint) as server:
        yield server


def spans_of(collector: Upstream) -> list[Span]:
    """All spans of our trace that have been told of."""
    told = [ExportTraceServiceRequest.FromString(bytes(sent.body)) for sent in collector.arrivals]
    return [
        span
        for batch in told
        for resource in batch.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
        if span.trace_id.hex() == TRACE
    ]


def lines_of(log: Path) -> list[dict[str, object]]:
    """The whole lines of a log of JSON objects."""
    return [
        json.loads(line) for line in log.read_text().splitlines(keepends=True) if line[-1:] == "\n"
    ]


async def test_a_trace_goes_on_through_the_gateway(
    traced: Envoy, collector: Upstream, backends: Backends, issuers: Issuers
) -> None:
    async def told() -> list[Span]:
        return [span for span in spans_of(collector) if "/v1/me" in str(span.attributes)]

    headers = {"traceparent": TRACEPARENT} | bearer(issuers.api_token())
    async with client_of(traced) as client:
        await client.get("/v1/me", headers=headers)
    (passed_on,) = backends.user.arrivals[0].header("traceparent")
    spans = await until(told, "the collector hears of it", REQUEST_SECONDS)
    _, trace, parent, _ = passed_on.split("-")
    assert trace == TRACE
    assert parent in {span.span_id.hex() for span in spans_of(collector)}
    assert PARENT in {span.parent_span_id.hex() for span in spans}


async def test_a_trace_goes_through_untouched_where_nobody_collects(
    gateway: object, envoy: Envoy, backends: Backends, issuers: Issuers
) -> None:
    async with client_of(envoy) as client:
        await client.get(
            "/v1/me", headers={"traceparent": TRACEPARENT} | bearer(issuers.api_token())
        )
    assert backends.user.arrivals[0].header("traceparent") == [TRACEPARENT]


async def test_the_token_of_a_media_url_is_written_nowhere(
    traced: Envoy, collector: Upstream, backends: Backends, issuers: Issuers
) -> None:
    path = backends.audio_path
    good, other = issuers.media_token(path), issuers.media_token("/media/other")
    expired = issuers.media_token(path, exp=1)
    # nginx writes down a request that it could not answer for a defect of ours, as it came.
    unreadable_file = backends.audio.with_suffix(".wma")
    unreadable_file.touch(mode=0)
    unreadable = path.replace(".ogg", unreadable_file.suffix)
    broken = issuers.media_token(unreadable)
    requests = [(path, good), (path, other), (path, expired), (unreadable, broken)]

    async def logged() -> bool:
        return {*ids} <= {line.get("request_id") for line in lines_of(traced.log)}

    async def complained() -> bool:
        return "Permission denied" in backends.media.log.read_text()

    async def told() -> bool:
        return len([span for span in spans_of(collector) if "/media/" in str(span)]) >= len(
            requests
        )

    async with client_of(traced) as client:
        answers = [
            await client.get(place, params={"t": token}, headers={"traceparent": TRACEPARENT})
            for place, token in requests
        ]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert [answer.status_code for answer in answers] == [200, 403, 401, 404]
    await until(logged, "the gateway has written its log", REQUEST_SECONDS)
    await until(told, "the collector hears of all", REQUEST_SECONDS)

    await until(complained, "nginx has written its log", REQUEST_SECONDS)

    written = traced.log.read_text() + backends.media.log.read_text() + str(spans_of(collector))
    for token in (good, other, expired, broken):
        for part in token.split("."):
            assert part not in written.replace("\\n", "")
    assert "?" not in {str(line.get("path"))[-1:] for line in lines_of(traced.log)}


async def test_the_log_line_of_a_request_says_what_became_of_it(
    envoy: Envoy, backends: Backends, issuers: Issuers
) -> None:
    async with client_of(envoy) as client:
        headers = {"traceparent": TRACEPARENT} | bearer(issuers.api_token())
        answer = await client.get("/v1/search?q=private", headers=headers)
    name = answer.headers["x-request-id"]

    async def written() -> list[dict[str, object]]:
        return [line for line in lines_of(envoy.log) if line.get("request_id") == name]

    (line,) = await until(written, "the gateway has written its log", REQUEST_SECONDS)
    told = {key: line[key] for key in ("method", "path", "status", "service", "traceparent")}
    assert told == {
        "method": "GET",
        "path": "/v1/search",
        "status": 200,
        "service": "music",
        "traceparent": TRACEPARENT,
    }
    assert line["client"] == "127.0.0.1"
