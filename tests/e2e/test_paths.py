"""Which paths there are. That each belongs to its owner is tested with the gateway alone."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.people import Person
from tests.support.problems import assert_problem
from tests.support.routes import ROUTES, Auth

pytestmark = pytest.mark.e2e

OPENAPI = Path(__file__).parents[2] / "docs" / "openapi"

NOWHERE = (
    "/v1",
    "/v1/unknown",
    "/v2/me",
    "/admin",
    "/docs",
    "/openapi.json",
    "/metrics",
    "/livez",
    "/readyz",
    "/stats",
    "/server_info",
    "/internal/cache/warm",
    "/.well-known/media-jwks.json",
    "/.git/config",
)


def operations() -> Iterator[tuple[str, str]]:
    """Method and path, with an id that nothing has, of all that the services document."""
    for file in sorted(OPENAPI.glob("*.json")):
        for path, methods in json.loads(file.read_text())["paths"].items():
            for method in methods:
                yield method.upper(), path


def filled(path: str) -> str:
    return re.sub(r"\{\w+\}", "0197b0c8-0000-7000-8000-000000000001", path)


async def test_every_documented_operation_is_reached(newcomer: Person) -> None:
    nowhere = assert_problem(await newcomer.http.get("/v1/unknown"), 404)
    routed = {(route.method, route.path) for route in ROUTES}
    documented = [operation for operation in operations() if operation in routed]
    assert documented
    for method, path in documented:
        answer = await newcomer.http.request(method, filled(path))
        if answer.status_code == 404:
            assert answer.json()["detail"] != nowhere["detail"], f"{method} {path}"


async def test_every_operation_but_the_public_ones_asks_for_a_token(
    client: httpx.AsyncClient,
) -> None:
    for route in ROUTES:
        answer = await client.request(route.method, filled(route.path))
        if route.auth is Auth.PUBLIC:
            assert answer.status_code != 401 or route.path.startswith("/v1/auth/"), route
        else:
            assert answer.status_code == 401, route


@pytest.mark.parametrize("path", NOWHERE)
async def test_there_is_nothing_anywhere_else_with_a_token_or_without(
    client: httpx.AsyncClient, listener: Person, path: str
) -> None:
    for who in (client, listener.http):
        assert_problem(await who.get(path), 404)
