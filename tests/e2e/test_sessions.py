"""Signing in, staying signed in, signing out.

What needs half a minute to pass (reuse of a refresh token) is tested where the clock can be moved:
tests/integration/user.
"""

import httpx
import pytest

from tests.support.people import Person, sign_in
from tests.support.problems import assert_problem, assert_retry_later

pytestmark = pytest.mark.e2e

FAILURES_ALLOWED = 10
"""Failed sign-ins for one address before it has to wait."""


async def refresh(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/v1/auth/refresh", json={"refresh_token": token})


async def test_a_refresh_token_is_followed_by_a_new_one_each_time(
    client: httpx.AsyncClient, newcomer: Person
) -> None:
    seen = [newcomer.refresh_token]
    for _ in range(3):
        tokens = (await refresh(client, seen[-1])).json()
        assert tokens["token_type"] == "Bearer"
        assert tokens["expires_in"] > 0
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert (await client.get("/v1/me", headers=headers)).json()["id"] == newcomer.id
        seen.append(tokens["refresh_token"])
    assert len(set(seen)) == len(seen)


async def test_a_token_shown_again_at_once_has_the_same_successor(
    client: httpx.AsyncClient, newcomer: Person
) -> None:
    first = await refresh(client, newcomer.refresh_token)
    again = await refresh(client, newcomer.refresh_token)
    assert again.json()["refresh_token"] == first.json()["refresh_token"]
    assert (await refresh(client, first.json()["refresh_token"])).status_code == 200


async def test_signing_out_ends_the_session_and_no_other(
    client: httpx.AsyncClient, newcomer: Person
) -> None:
    other = await sign_in(client, newcomer.email, newcomer.password)
    successor = (await refresh(client, newcomer.refresh_token)).json()["refresh_token"]
    body = {"refresh_token": successor}
    for _ in range(2):
        assert (await client.post("/v1/auth/logout", json=body)).status_code == 204
    assert_problem(await refresh(client, successor), 401)
    assert_problem(await refresh(client, newcomer.refresh_token), 401)
    assert (await refresh(client, other["refresh_token"])).status_code == 200


@pytest.mark.parametrize("token", ["x", "A" * 43, "\U0001f3b5", "' OR 1=1 --"])
async def test_a_made_up_refresh_token_is_good_for_nothing(
    client: httpx.AsyncClient, token: str
) -> None:
    assert_problem(await refresh(client, token), 401)
    out = await client.post("/v1/auth/logout", json={"refresh_token": token})
    assert out.status_code == 204


async def test_an_access_token_is_no_refresh_token(
    client: httpx.AsyncClient, listener: Person
) -> None:
    assert_problem(await refresh(client, listener.access_token), 401, 422)


async def test_nobody_learns_which_addresses_have_an_account(
    client: httpx.AsyncClient, newcomer: Person
) -> None:
    def told(answer: httpx.Response) -> tuple[str, str]:
        problem = assert_problem(answer, 401)
        return problem["title"], problem["detail"]

    known = {"email": newcomer.email, "password": "wrong password"}
    unknown = {"email": f"un{newcomer.email}", "password": "wrong password"}
    answers = [await client.post("/v1/auth/login", json=body) for body in (known, unknown)]
    assert told(answers[0]) == told(answers[1])


async def test_too_many_failures_make_an_address_wait_and_no_other(
    client: httpx.AsyncClient, newcomer: Person, listener: Person
) -> None:
    wrong = {"email": newcomer.email, "password": "wrong password"}
    for _ in range(FAILURES_ALLOWED):
        assert_problem(await client.post("/v1/auth/login", json=wrong), 401)
    right = {"email": newcomer.email, "password": newcomer.password}
    assert_retry_later(await client.post("/v1/auth/login", json=right), 429)
    await sign_in(client, listener.email, listener.password)
    assert (await newcomer.http.get("/v1/me")).status_code == 200
