"""What the gateway does when a service is away, fails, or cuts the connection."""

import httpx
import pytest

from legato_local.parts.envoy import Envoy
from tests.integration.gateway.conftest import Backends
from tests.support.deadlines import REQUEST_SECONDS
from tests.support.stats import counter
from tests.support.tokens import Issuers, bearer
from tests.support.upstream import RESET
from tests.support.waiting import until


@pytest.mark.parametrize("failure", [503, RESET])
async def test_a_read_is_sent_once_more(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends, failure: int
) -> None:
    backends.user.statuses.append(failure)
    answer = await gateway.get("/v1/me", headers=bearer(issuers.api_token()))
    assert answer.status_code == 200
    assert len(backends.user.arrivals) == 2


@pytest.mark.parametrize("failure", [503, RESET])
async def test_a_read_is_sent_once_more_and_no_more(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends, failure: int
) -> None:
    backends.music.statuses.extend([failure] * 3)
    answer = await gateway.get("/v1/tracks", headers=bearer(issuers.api_token()))
    assert answer.status_code == 503
    assert len(backends.music.arrivals) == 2


@pytest.mark.parametrize("failure", [503, RESET])
@pytest.mark.parametrize("path", ["/v1/tracks/0197b0c8/play", "/v1/auth/refresh", "/v1/imports"])
async def test_a_write_that_may_have_arrived_is_not_sent_again(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends, failure: int, path: str
) -> None:
    backends.user.statuses.append(failure)
    backends.music.statuses.append(failure)
    answer = await gateway.post(path, headers=bearer(issuers.api_token()))
    assert answer.status_code == 503
    assert len(backends.user.arrivals + backends.music.arrivals) == 1


@pytest.mark.parametrize("status", [400, 404, 409, 500, 502, 504])
async def test_any_other_failure_is_passed_on_as_it_is(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends, status: int
) -> None:
    backends.user.statuses.append(status)
    answer = await gateway.get("/v1/me", headers=bearer(issuers.api_token()))
    assert (answer.status_code, answer.json()) == (status, {"service": "user"})
    assert len(backends.user.arrivals) == 1


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_a_connection_that_fails_is_tried_once_more_then_said_to_be_away(
    gateway: httpx.AsyncClient, envoy: Envoy, issuers: Issuers, backends: Backends, method: str
) -> None:
    async def let_go() -> bool:
        return await counter(envoy, "cluster.user.upstream_cx_active") == 0

    await backends.user.stop()
    try:
        await until(let_go, "idle connections are let go", REQUEST_SECONDS)
        before = await counter(envoy, "cluster.user.upstream_cx_connect_fail")
        answer = await gateway.request(method, "/v1/me", headers=bearer(issuers.api_token()))
        after = await counter(envoy, "cluster.user.upstream_cx_connect_fail")
    finally:
        await backends.user.start()
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert after - before == 2
    again = await gateway.request(method, "/v1/me", headers=bearer(issuers.api_token()))
    assert again.status_code == 200


async def test_what_is_away_takes_nothing_else_with_it(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends
) -> None:
    path = backends.audio_path
    await backends.music.stop()
    await backends.user.stop()
    try:
        media = await gateway.get(path, params={"t": issuers.media_token(path)})
        page = await gateway.get("/")
    finally:
        await backends.user.start()
        await backends.music.start()
    assert (media.status_code, page.status_code) == (200, 200)
