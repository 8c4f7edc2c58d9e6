"""The caller's own account."""

import asyncio

import httpx
import pytest

from legato_kit.instruments import Instruments
from tests.integration.user.conftest import PASSWORD, Listener, sign_up
from tests.support.asgi import client_of
from user_service.app import build_app
from user_service.models import Registration
from user_service.settings import UserSettings

pytestmark = pytest.mark.integration


async def test_a_profile_shows_what_was_given_at_sign_up(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    answer = await client.get("/v1/me", headers=listener.headers)
    assert answer.json() == {
        "id": listener.id,
        "email": "ada@example.org",
        "display_name": "Ada",
        "plan": "free",
        "roles": ["listener"],
    }


async def test_a_change_is_seen_by_the_next_read_although_the_old_profile_was_cached(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    await client.get("/v1/me", headers=listener.headers)
    change = {"display_name": "Ada L."}
    changed = await client.patch("/v1/me", json=change, headers=listener.headers)
    assert changed.json()["display_name"] == "Ada L."
    read = await client.get("/v1/me", headers=listener.headers)
    assert read.json() == changed.json()


async def test_a_repeated_change_with_the_same_key_is_carried_out_once(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    headers = {**listener.headers, "Idempotency-Key": "change-1"}
    first = await client.patch("/v1/me", json={"display_name": "One"}, headers=headers)
    await client.patch("/v1/me", json={"display_name": "Two"}, headers=listener.headers)
    again = await client.patch("/v1/me", json={"display_name": "One"}, headers=headers)
    assert again.json() == first.json()
    read = await client.get("/v1/me", headers=listener.headers)
    assert read.json()["display_name"] == "Two"


async def test_a_new_password_needs_the_current_one_and_ends_other_sessions(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    login = {"email": listener.email, "password": PASSWORD}
    other = (await client.post("/v1/auth/login", json=login)).json()["refresh_token"]
    change = {"password": "a new password"}
    bare = await client.patch("/v1/me", json=change, headers=listener.headers)
    assert bare.status_code == 422
    wrong = await client.patch(
        "/v1/me", json={**change, "current_password": "wrong"}, headers=listener.headers
    )
    assert wrong.json()["errors"] == [{"field": "current_password", "reason": "is wrong"}]
    right = await client.patch(
        "/v1/me", json={**change, "current_password": PASSWORD}, headers=listener.headers
    )
    assert right.status_code == 200
    assert (await client.post("/v1/auth/login", json=login)).status_code == 401
    ended = await client.post("/v1/auth/refresh", json={"refresh_token": other})
    assert ended.status_code == 401
    own = await client.post("/v1/auth/refresh", json={"refresh_token": listener.refresh_token})
    assert own.status_code == 200


async def test_a_repeated_change_of_the_password_gets_the_first_answer(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    headers = {**listener.headers, "Idempotency-Key": "change-1"}
    change = {"password": "a new password", "current_password": PASSWORD}
    first = await client.patch("/v1/me", json=change, headers=headers)
    again = await client.patch("/v1/me", json=change, headers=headers)
    assert (again.status_code, again.json()) == (200, first.json())


async def test_of_two_changes_that_one_password_proves_only_one_is_made(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    changes = [
        {"password": f"new password {number}", "current_password": PASSWORD} for number in range(2)
    ]
    answers = await asyncio.gather(
        *(client.patch("/v1/me", json=change, headers=listener.headers) for change in changes)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 422]


async def test_the_current_password_cannot_be_guessed_without_limit(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    guess = {"display_name": "Eve", "current_password": "wrong"}
    for _ in range(10):
        refused = await client.patch("/v1/me", json=guess, headers=listener.headers)
        assert refused.status_code == 422
    answer = await client.patch("/v1/me", json=guess, headers=listener.headers)
    assert answer.status_code == 429


async def test_an_address_that_is_taken_cannot_be_changed_to(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    other = await sign_up(client, "grace@example.org")
    change = {"email": listener.email, "current_password": PASSWORD}
    answer = await client.patch("/v1/me", json=change, headers=other.headers)
    assert answer.status_code == 409


async def test_a_deleted_account_is_gone_for_its_token_and_for_sign_in(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    await client.get("/v1/me", headers=listener.headers)
    assert (await client.delete("/v1/me", headers=listener.headers)).status_code == 204
    assert (await client.get("/v1/me", headers=listener.headers)).status_code == 401
    body = {"refresh_token": listener.refresh_token}
    assert (await client.post("/v1/auth/refresh", json=body)).status_code == 401


async def test_the_last_admin_cannot_be_deleted(
    settings: UserSettings, instruments: Instruments
) -> None:
    app = build_app(settings, instruments)
    async with app.router.lifespan_context(app) as state, client_of(app) as client:
        admin = Registration(email="root@home", password=PASSWORD, display_name="Admin")
        accounts = (state or {})["context"].accounts
        assert await accounts.ensure_admin(admin)
        assert not await accounts.ensure_admin(admin)
        login = {"email": "root@home", "password": PASSWORD}
        tokens = (await client.post("/v1/auth/login", json=login)).json()
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        answer = await client.delete("/v1/me", headers=headers)
        assert answer.status_code == 409


async def test_registration_can_be_closed(settings: UserSettings, instruments: Instruments) -> None:
    closed = settings.model_copy(update={"registration_open": False})
    async with client_of(build_app(closed, instruments)) as client:
        account = {"email": "a@example.org", "password": PASSWORD, "display_name": "A"}
        assert (await client.post("/v1/auth/register", json=account)).status_code == 403


async def test_without_a_database_keys_are_served_and_the_rest_says_when_to_come_back(
    settings: UserSettings, instruments: Instruments
) -> None:
    nowhere = type(settings.database_uri)("postgresql://nobody@127.0.0.1:1/none")
    lost = settings.model_copy(update={"database_uri": nowhere, "cache_uri": None})
    async with client_of(build_app(lost, instruments)) as client:
        keys = await client.get("/.well-known/jwks.json")
        assert [key["kid"] for key in keys.json()["keys"]] == ["2026-01"]
        login = {"email": "a@example.org", "password": PASSWORD}
        answer = await client.post("/v1/auth/login", json=login)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "1"
