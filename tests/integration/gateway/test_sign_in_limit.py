"""Sign-ins and sign-ups are counted per address; a gateway with the limit that is shipped."""

from collections.abc import AsyncIterator

import httpx
import pytest

from legato_local.parts.envoy import Envoy, EnvoySettings
from tests.integration.gateway.conftest import MakeEnvoy, client_of
from tests.support.deadlines import NEXT_TRY_SECONDS
from tests.support.routes import ROUTES
from tests.support.waiting import until

LIMIT = EnvoySettings.sign_in_limit
LIMITED = [route.path for route in ROUTES if route.limited]
SIGN_IN, SIGN_UP = LIMITED


@pytest.fixture(scope="module")
async def limited(make_envoy: MakeEnvoy) -> AsyncIterator[Envoy]:
    async with make_envoy("limited", sign_in_limit=LIMIT) as server:
        yield server


def client_at(address: str, envoy: Envoy) -> httpx.AsyncClient:
    """A client with an address of its own; all of 127.0.0.0/8 is this machine."""
    return client_of(envoy, transport=httpx.AsyncHTTPTransport(local_address=address))


async def exhaust(client: httpx.AsyncClient) -> tuple[int, httpx.Response]:
    """Sign in and up in turn until refused; return how many were let through, and the refusal."""
    for count in range(10 * LIMIT):
        answer = await client.post(
            LIMITED[count % 2], headers={"X-Forwarded-For": f"10.0.0.{count}"}
        )
        if answer.status_code != 200:
            return count, answer
    pytest.fail("it was never refused")


async def test_the_limit_is_sixty_a_minute() -> None:
    assert LIMIT == 60


async def test_sign_ins_and_sign_ups_share_one_limit_and_are_then_told_to_wait(
    limited: Envoy,
) -> None:
    async with client_at("127.0.1.1", limited) as client:
        let_through, refusal = await exhaust(client)
    assert let_through >= LIMIT
    assert refusal.status_code == 429
    assert refusal.headers["retry-after"] == "1"
    assert refusal.headers["content-type"] == "application/problem+json"


async def test_one_address_uses_up_no_others_share(limited: Envoy) -> None:
    async with client_at("127.0.2.1", limited) as greedy, client_at("127.0.2.2", limited) as other:
        await exhaust(greedy)
        assert (await other.post(SIGN_IN)).status_code == 200


async def test_whoever_is_refused_can_still_refresh_and_sign_out(limited: Envoy) -> None:
    async with client_at("127.0.3.1", limited) as client:
        await exhaust(client)
        for path in ("/v1/auth/refresh", "/v1/auth/logout"):
            assert (await client.post(path)).status_code == 200


async def test_whoever_is_refused_gets_a_new_try_each_second_and_not_all_at_once_a_minute_later(
    limited: Envoy,
) -> None:
    async with client_at("127.0.4.1", limited) as client:
        await exhaust(client)

        async def is_let_in() -> bool:
            return (await client.post(SIGN_IN)).status_code == 200

        await until(is_let_in, "another sign-in", NEXT_TRY_SECONDS)
