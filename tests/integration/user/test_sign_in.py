"""Signing up, in and out, as a client sees it."""

import asyncio

import httpx
import psycopg
import pytest

from legato_kit.instruments import Instruments
from legato_local.parts.valkey import Valkey
from tests.integration.conftest import TestDatabase
from tests.integration.user.conftest import PASSWORD, Listener, sign_up
from user_service.context import open_context
from user_service.services.passwords import Passwords
from user_service.settings import UserSettings

pytestmark = pytest.mark.integration

ACCOUNT = {"email": "ada@example.org", "password": PASSWORD, "display_name": "Ada"}


async def age_used_tokens(database: TestDatabase, seconds: int) -> None:
    """Let time pass for every refresh token that was used."""
    async with await psycopg.AsyncConnection.connect(database.uri, autocommit=True) as connection:
        await connection.execute(
            "update refresh_token set used_at = used_at - make_interval(secs => %s)", [seconds]
        )


async def test_a_second_account_of_the_same_address_is_refused_whatever_its_letter_case(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    answer = await client.post("/v1/auth/register", json={**ACCOUNT, "email": "ADA@example.org"})
    assert answer.status_code == 409
    assert answer.json()["errors"] == [{"field": "email", "reason": "is taken by another account"}]


@pytest.mark.parametrize("address", ["ada@xn--mnchen-3ya.example", "mu\u0308ller@example.org"])
async def test_who_signed_up_signs_in_with_the_very_same_text(
    client: httpx.AsyncClient, address: str
) -> None:
    await sign_up(client, address)


async def test_a_repeated_sign_up_with_the_same_key_gets_the_first_answer(
    client: httpx.AsyncClient,
) -> None:
    key = {"Idempotency-Key": "sign-up-1"}
    first = await client.post("/v1/auth/register", json=ACCOUNT, headers=key)
    again = await client.post("/v1/auth/register", json=ACCOUNT, headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
    other = await client.post(
        "/v1/auth/register", json={**ACCOUNT, "password": "another password"}, headers=key
    )
    assert other.status_code == 422
    assert other.json()["errors"][0]["field"] == "Idempotency-Key"


async def test_sign_ups_at_the_same_moment_under_one_key_make_one_account(
    client: httpx.AsyncClient,
) -> None:
    requests = [
        client.post("/v1/auth/register", json=ACCOUNT, headers={"Idempotency-Key": "k"})
        for _ in range(5)
    ]
    answers = await asyncio.gather(*requests)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", "a@b@c"),
        ("email", None),
        ("password", "short"),
        ("password", "x" * 129),
        ("display_name", "   "),
        ("display_name", "a\x00b"),
        ("display_name", "x" * 81),
        ("display_name", 7),
        ("nickname", "unknown"),
    ],
)
async def test_a_bad_value_is_refused_by_the_name_of_its_field(
    client: httpx.AsyncClient, field: str, value: object
) -> None:
    answer = await client.post("/v1/auth/register", json={**ACCOUNT, field: value})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_a_body_that_is_not_json_is_refused_as_such(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/v1/auth/login", content=b"{", headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "body", "reason": "is not JSON"}]


@pytest.mark.parametrize("known", [True, False])
async def test_a_known_and_an_unknown_address_cost_one_verification_each(
    client: httpx.AsyncClient, listener: Listener, monkeypatch: pytest.MonkeyPatch, *, known: bool
) -> None:
    verifications = 0
    verify = Passwords._verify  # noqa: SLF001 - the count is the point

    def counting(self: Passwords, stored: str, password: str) -> bool:
        nonlocal verifications
        verifications += 1
        return verify(self, stored, password)

    monkeypatch.setattr(Passwords, "_verify", counting)
    email = listener.email if known else "nobody@example.org"
    answer = await client.post("/v1/auth/login", json={"email": email, "password": "wrong"})
    assert answer.status_code == 401
    assert answer.json()["detail"] == "e-mail or password is wrong"
    assert verifications == 1


async def test_ten_failures_make_an_address_wait_even_with_the_right_password(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    wrong = {"email": listener.email, "password": "wrong"}
    for _ in range(10):
        assert (await client.post("/v1/auth/login", json=wrong)).status_code == 401
    right = {"email": listener.email, "password": PASSWORD}
    answer = await client.post("/v1/auth/login", json=right)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    await sign_up(client, "grace@example.org")


async def test_failures_at_the_same_moment_are_counted_one_by_one(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    wrong = {"email": listener.email, "password": "wrong"}
    answers = await asyncio.gather(*(client.post("/v1/auth/login", json=wrong) for _ in range(20)))
    assert sum(answer.status_code == 401 for answer in answers) <= 10


async def test_a_good_sign_in_clears_the_failures_before_it(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    for _ in range(2):
        for _ in range(9):
            wrong = {"email": listener.email, "password": "wrong"}
            assert (await client.post("/v1/auth/login", json=wrong)).status_code == 401
        right = {"email": listener.email, "password": PASSWORD}
        assert (await client.post("/v1/auth/login", json=right)).status_code == 200


async def test_a_refresh_token_is_good_once_and_followed_by_its_successor(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    token = listener.refresh_token
    for _ in range(3):
        answer = await client.post("/v1/auth/refresh", json={"refresh_token": token})
        assert answer.status_code == 200
        assert answer.json()["refresh_token"] != token
        token = answer.json()["refresh_token"]
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        assert (await client.get("/v1/me", headers=headers)).status_code == 200


async def test_two_tabs_that_refresh_at_once_get_the_same_successor(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    body = {"refresh_token": listener.refresh_token}
    answers = await asyncio.gather(*(client.post("/v1/auth/refresh", json=body) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1


async def test_a_refresh_token_shown_again_later_ends_the_whole_session(
    client: httpx.AsyncClient, listener: Listener, database: TestDatabase
) -> None:
    old = {"refresh_token": listener.refresh_token}
    new = (await client.post("/v1/auth/refresh", json=old)).json()["refresh_token"]
    await age_used_tokens(database, 31)
    assert (await client.post("/v1/auth/refresh", json=old)).status_code == 401
    stolen = await client.post("/v1/auth/refresh", json={"refresh_token": new})
    assert stolen.status_code == 401


async def test_signing_out_ends_the_session_and_no_other(
    client: httpx.AsyncClient, listener: Listener
) -> None:
    login = {"email": listener.email, "password": PASSWORD}
    other = (await client.post("/v1/auth/login", json=login)).json()["refresh_token"]
    body = {"refresh_token": listener.refresh_token}
    assert (await client.post("/v1/auth/logout", json=body)).status_code == 204
    assert (await client.post("/v1/auth/logout", json=body)).status_code == 204
    assert (await client.post("/v1/auth/refresh", json=body)).status_code == 401
    kept = await client.post("/v1/auth/refresh", json={"refresh_token": other})
    assert kept.status_code == 200


async def test_what_is_purged_is_what_nobody_can_use_any_more(
    settings: UserSettings,
    instruments: Instruments,
    client: httpx.AsyncClient,
    listener: Listener,
    database: TestDatabase,
) -> None:
    old = {"refresh_token": listener.refresh_token}
    new = (await client.post("/v1/auth/refresh", json=old)).json()
    async with await psycopg.AsyncConnection.connect(database.uri, autocommit=True) as connection:
        await connection.execute(
            "update refresh_token set expires_at = now() - interval '2 days'"
            " where used_at is not null"
        )
        async with open_context(settings, instruments) as context:
            await context.housekeeping.purge()
        found = await connection.execute("select count(*) from refresh_token")
        assert await found.fetchone() == (1,)
    kept = {"refresh_token": new["refresh_token"]}
    assert (await client.post("/v1/auth/refresh", json=kept)).status_code == 200


async def test_signing_in_works_without_a_cache(
    client: httpx.AsyncClient, valkey_server: Valkey
) -> None:
    await valkey_server.kill()
    try:
        listener = await sign_up(client, "ada@example.org")
        profile = await client.get("/v1/me", headers=listener.headers)
        assert profile.json()["email"] == "ada@example.org"
    finally:
        await valkey_server.start()
        await valkey_server.wait_ready()
