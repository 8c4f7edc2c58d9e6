"""An account from its beginning to its end."""

import httpx
import pytest

from tests.support.people import PASSWORD, Person, new_email, register, sign_in
from tests.support.problems import assert_problem

pytestmark = pytest.mark.e2e


async def test_a_new_listener_signs_in_and_sees_the_profile_that_was_given(
    client: httpx.AsyncClient, newcomer: Person
) -> None:
    me = (await newcomer.http.get("/v1/me")).json()
    assert me == {
        "id": newcomer.id,
        "email": newcomer.email,
        "display_name": "Ada Listener",
        "plan": "free",
        "roles": ["listener"],
    }


async def test_a_repeated_sign_up_with_one_key_makes_one_account(
    client: httpx.AsyncClient,
) -> None:
    account = {"email": new_email(), "password": PASSWORD, "display_name": "Ada"}
    key = {"Idempotency-Key": new_email()}
    first = await client.post("/v1/auth/register", json=account, headers=key)
    again = await client.post("/v1/auth/register", json=account, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    other = {**account, "password": "another password"}
    refused = await client.post("/v1/auth/register", json=other, headers=key)
    assert_problem(refused, 422, field="Idempotency-Key")


async def test_an_address_that_is_taken_is_refused_whatever_its_letter_case(
    client: httpx.AsyncClient, listener: Person
) -> None:
    account = {"email": listener.email.upper(), "password": PASSWORD, "display_name": "Eve"}
    assert_problem(await client.post("/v1/auth/register", json=account), 409, field="email")


async def test_a_change_is_seen_at_once_and_by_the_repeat_of_its_key_alone(
    newcomer: Person,
) -> None:
    await newcomer.http.get("/v1/me")
    key = {"Idempotency-Key": new_email()}
    first = await newcomer.http.patch("/v1/me", json={"display_name": "One"}, headers=key)
    assert (await newcomer.http.get("/v1/me")).json() == first.json()
    await newcomer.http.patch("/v1/me", json={"display_name": "Two"})
    again = await newcomer.http.patch("/v1/me", json={"display_name": "One"}, headers=key)
    assert again.json() == first.json()
    assert (await newcomer.http.get("/v1/me")).json()["display_name"] == "Two"
    other = await newcomer.http.patch("/v1/me", json={"display_name": "Three"}, headers=key)
    assert_problem(other, 422, field="Idempotency-Key")


async def test_a_key_of_one_listener_says_nothing_to_another(
    newcomer: Person, listener: Person
) -> None:
    key = {"Idempotency-Key": new_email()}
    mine = await newcomer.http.patch("/v1/me", json={"display_name": "Mine"}, headers=key)
    yours = await listener.http.patch("/v1/me", json={"display_name": "Yours"}, headers=key)
    assert (mine.json()["id"], yours.json()["id"]) == (newcomer.id, listener.id)


async def test_a_new_password_replaces_the_old_one(
    client: httpx.AsyncClient, newcomer: Person
) -> None:
    change = {"password": "another password"}
    assert_problem(await newcomer.http.patch("/v1/me", json=change), 422)
    proof = {**change, "current_password": "wrong"}
    refused = await newcomer.http.patch("/v1/me", json=proof)
    assert_problem(refused, 422, field="current_password")
    proof["current_password"] = newcomer.password
    assert (await newcomer.http.patch("/v1/me", json=proof)).status_code == 200
    old = {"email": newcomer.email, "password": newcomer.password}
    assert_problem(await client.post("/v1/auth/login", json=old), 401)
    await sign_in(client, newcomer.email, "another password")


async def test_a_deleted_account_is_gone_for_every_token_of_it(
    client: httpx.AsyncClient, newcomer: Person
) -> None:
    assert (await newcomer.http.delete("/v1/me")).status_code == 204
    assert_problem(await newcomer.http.get("/v1/me"), 401)
    assert_problem(await newcomer.http.patch("/v1/me", json={"display_name": "Ghost"}), 401)
    token = {"refresh_token": newcomer.refresh_token}
    assert_problem(await client.post("/v1/auth/refresh", json=token), 401)
    login = {"email": newcomer.email, "password": newcomer.password}
    assert_problem(await client.post("/v1/auth/login", json=login), 401)
    await register(client, email=newcomer.email)
