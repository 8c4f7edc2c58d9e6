"""Every row of the route table, and what is not in it."""

import re

import httpx
import pytest

from tests.integration.gateway.conftest import Backends
from tests.support.problems import assert_problem
from tests.support.routes import ROUTES, UNKNOWN_PATHS, Auth, Route
from tests.support.tokens import Issuers, bearer


def path_of(route: Route, backends: Backends) -> str:
    """A path that the row stands for."""
    known = {"{object}": backends.audio_path.removeprefix("/media/"), "{file}": "player.js"}
    return re.sub(r"\{\w+\}", lambda name: known.get(name[0], "0197b0c8"), route.path)


async def ask(
    gateway: httpx.AsyncClient, route: Route, backends: Backends, issuers: Issuers
) -> httpx.Response:
    """Send what the row asks for."""
    path = path_of(route, backends)
    return await gateway.request(
        route.method,
        path,
        headers=bearer(issuers.api_token()) if route.auth is Auth.API else {},
        params={"t": issuers.media_token(path)} if route.auth is Auth.MEDIA else {},
    )


@pytest.mark.parametrize("route", ROUTES, ids=str)
async def test_each_route_reaches_the_service_that_owns_it(
    gateway: httpx.AsyncClient, route: Route, backends: Backends, issuers: Issuers
) -> None:
    answer = await ask(gateway, route, backends, issuers)
    assert answer.status_code == 200
    if route.method != "HEAD":
        assert answer.json()["service"] == route.service


@pytest.mark.parametrize("route", [row for row in ROUTES if row.auth is not Auth.PUBLIC], ids=str)
async def test_no_route_but_the_public_ones_answers_without_a_token(
    gateway: httpx.AsyncClient, route: Route, backends: Backends
) -> None:
    answer = await gateway.request(route.method, path_of(route, backends))
    assert answer.status_code == 401
    assert not backends.user.arrivals
    assert not backends.music.arrivals


@pytest.mark.parametrize("path", UNKNOWN_PATHS)
@pytest.mark.parametrize("signed_in", [False, True])
async def test_any_other_path_is_nothing_with_and_without_a_token(
    gateway: httpx.AsyncClient,
    path: str,
    signed_in: bool,  # noqa: FBT001 - a parameter of the test
    issuers: Issuers,
    backends: Backends,
) -> None:
    answer = await gateway.get(path, headers=bearer(issuers.api_token()) if signed_in else {})
    assert_problem(answer, 404)
    assert not backends.user.arrivals
    assert not backends.music.arrivals


async def test_the_secure_listener_speaks_http2_and_has_the_same_routes(
    secure_gateway: httpx.AsyncClient, backends: Backends, issuers: Issuers
) -> None:
    for route in ROUTES:
        answer = await ask(secure_gateway, route, backends, issuers)
        assert (answer.status_code, answer.http_version) == (200, "HTTP/2"), route
    assert (await secure_gateway.get("/v1/me")).status_code == 401
