"""Where the gateway has its keys from, and what happens when that is away."""

from collections.abc import AsyncIterator, Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from legato_kit.keys import SigningKey, SigningKeys
from legato_local.part import NotReadyError
from legato_local.parts.envoy import Envoy
from tests.integration.gateway.conftest import Backends, MakeEnvoy, client_of
from tests.support.deadlines import REQUEST_SECONDS, SERVER_READY_SECONDS
from tests.support.ports import free_ports
from tests.support.stats import counter
from tests.support.tokens import API_KEYS_PATH, Issuers, api_claims, bearer
from tests.support.waiting import until


@pytest.fixture(scope="module")
async def quick(make_envoy: MakeEnvoy) -> AsyncIterator[Envoy]:
    """A gateway that looks for new keys every second."""
    async with make_envoy("quick", key_cache_seconds=1) as server:
        yield server


@pytest.fixture
def next_keys(backends: Backends, issuers: Issuers) -> Iterator[SigningKeys]:
    """Keys that the user service has begun to publish beside the ones before."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    keys = SigningKeys([SigningKey("api-2", "RS256", key)])
    before = backends.user.documents[API_KEYS_PATH]
    published = issuers.api.public_set()["keys"] + keys.public_set()["keys"]
    backends.user.documents[API_KEYS_PATH] = {"keys": published}
    yield keys
    backends.user.documents[API_KEYS_PATH] = before


async def test_a_published_key_is_taken_up_and_outlives_an_outage_of_its_owner(
    quick: Envoy, backends: Backends, next_keys: SigningKeys
) -> None:
    headers = bearer(next_keys.sign(api_claims()))

    async def taken_up() -> bool:
        return (await client.get("/v1/me", headers=headers)).status_code == 200

    async def failed() -> bool:
        return await counter(quick, "http.gateway.jwt_authn.jwks_fetch_failed") > failures

    async with client_of(quick) as client:
        await until(taken_up, "a new key is known", REQUEST_SECONDS)
        failures = await counter(quick, "http.gateway.jwt_authn.jwks_fetch_failed")
        await backends.user.stop()
        try:
            await until(failed, "keys were asked for in vain", REQUEST_SECONDS)
            other = bearer(next_keys.sign(api_claims(sub="0197b0c8-0000-7000-8000-000000000009")))
            answer = await client.get("/v1/tracks", headers=other)
        finally:
            await backends.user.start()
    assert answer.status_code == 200


async def test_a_gateway_is_ready_without_the_keys_for_audio(
    make_envoy: MakeEnvoy, issuers: Issuers, backends: Backends
) -> None:
    (nobody,) = free_ports(1)
    async with make_envoy("lonely", music_port=nobody) as envoy, client_of(envoy) as client:
        profile = await client.get("/v1/me", headers=bearer(issuers.api_token()))
        path = backends.audio_path
        audio = await client.get(path, params={"t": issuers.media_token(path)})
    assert profile.status_code == 200
    assert audio.status_code == 401


async def test_a_gateway_is_not_ready_before_it_has_the_keys_of_access_tokens(
    make_envoy: MakeEnvoy, issuers: Issuers, backends: Backends
) -> None:
    envoy = make_envoy("early", key_cache_seconds=1)
    keys = backends.user.documents.pop(API_KEYS_PATH)
    await envoy.prepare()
    await envoy.start()
    try:

        async def seen() -> str:
            try:
                await envoy.check_ready()
            except NotReadyError as error:
                return str(error) if "Jwks" in str(error) else ""
            pytest.fail("it is ready without keys")

        await until(seen, "it says what it waits for", SERVER_READY_SECONDS)
        backends.user.documents[API_KEYS_PATH] = keys
        await envoy.wait_ready()
        async with client_of(envoy) as client:
            answer = await client.get("/v1/me", headers=bearer(issuers.api_token()))
        assert answer.status_code == 200
    finally:
        backends.user.documents[API_KEYS_PATH] = keys
        await envoy.stop()
