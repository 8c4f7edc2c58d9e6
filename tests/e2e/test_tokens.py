"""Which tokens open what; those that are signed well but expired are tested with the gateway."""

from typing import Any

import httpx
import pytest

from tests.support.forged import FORGERIES, Forge
from tests.support.people import Person
from tests.support.problems import assert_problem

pytestmark = pytest.mark.e2e

OWNED = ("/v1/me", "/v1/tracks", "/v1/imports/0197b0c8-0000-7000-8000-000000000001")
"""A path of each service that asks for an access token."""

SPOOFED = (
    "x-user-id", "x-user", "x-plan", "x-roles", "x-email", "x-forwarded-user", "x-auth-user",
    "x-remote-user", "remote-user", "x-original-url", "x-http-method-override",
)  # fmt: skip
"""Headers by which one service or another has believed who is asking."""


@pytest.fixture(scope="session")
async def public_key(client: httpx.AsyncClient, listener: Person) -> dict[str, Any]:
    """The key that the listener's token is checked with, as anyone can have it."""
    keys = (await client.get("/.well-known/jwks.json")).json()["keys"]
    assert keys
    assert all("d" not in key for key in keys), "a private key is public"
    found: dict[str, Any] = keys[-1]
    return found


@pytest.mark.parametrize("path", OWNED)
@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer nonsense",
        "Bearer a.b.c",
        "Bearer ..",
        "Basic YWRtaW46YWRtaW4=",
        "Bearer eyJhbGciOiJSUzI1NiJ9.bm90IGpzb24.AAAA",
        "Bearer " + "x" * 8000,
    ],
)
async def test_without_a_token_nothing_is_told(
    client: httpx.AsyncClient, path: str, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = await client.get(path, headers=headers)
    assert_problem(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", OWNED)
@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
async def test_a_forged_token_opens_nothing(
    client: httpx.AsyncClient,
    listener: Person,
    public_key: dict[str, Any],
    path: str,
    forge: Forge,
) -> None:
    headers = {"Authorization": f"Bearer {forge(listener.access_token, public_key)}"}
    assert_problem(await client.get(path, headers=headers), 401)


async def test_a_token_counts_in_its_header_alone(
    client: httpx.AsyncClient, listener: Person
) -> None:
    token = listener.access_token
    assert_problem(await client.get("/v1/me", params={"access_token": token}), 401)
    assert_problem(await client.get("/v1/me", params={"t": token}), 401)
    cookie = {"Cookie": f"access_token={token}; Authorization=Bearer {token}"}
    assert_problem(await client.get("/v1/me", headers=cookie), 401)


async def test_what_a_client_says_of_itself_changes_nothing(
    client: httpx.AsyncClient, listener: Person, admin: Person
) -> None:
    spoofed = dict.fromkeys(SPOOFED, admin.id)
    assert_problem(await client.get("/v1/me", headers=spoofed), 401)
    assert (await listener.http.get("/v1/me", headers=spoofed)).json()["id"] == listener.id
    as_admin = dict.fromkeys(SPOOFED, "admin")
    files = {"file": ("a.mp3", b"not allowed")}
    refused = await listener.http.post("/v1/imports", files=files, headers=as_admin)
    assert_problem(refused, 403)


async def test_a_header_with_an_underscore_is_refused(listener: Person) -> None:
    answer = await listener.http.get("/v1/me", headers={"x_user_id": "admin"})
    assert_problem(answer, 400)
