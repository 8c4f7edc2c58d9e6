"""Which tokens are let through, and to what."""

import time
from collections.abc import Callable

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.integration.gateway.conftest import Backends
from tests.support.tokens import (
    Issuers,
    api_claims,
    bearer,
    signed_by_hmac,
    unsigned,
    with_claims_of,
)

LONG_AGO = int(time.time()) - 3600
KID = "api-1"


def signed_with_the_public_key_as_secret(issuers: Issuers) -> str:
    public = jwt.PyJWK(issuers.api.public_set()["keys"][0]).key
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return signed_by_hmac(api_claims(roles=["admin"]), KID, secret)


UNAUTHORIZED: dict[str, Callable[[Issuers], str]] = {
    "not a token": lambda _: "nonsense",
    "expired": lambda by: by.api_token(exp=LONG_AGO),
    "never expires": lambda by: by.api_token(exp=None),
    "not valid yet": lambda by: by.api_token(nbf=int(time.time()) + 3600),
    "of another issuer": lambda by: by.api_token(iss="elsewhere"),
    "of a stranger's key": lambda by: by.stranger.sign(api_claims()),
    "unsigned": lambda _: unsigned(api_claims(), KID),
    "of the public key as secret": signed_with_the_public_key_as_secret,
    "tampered": lambda by: with_claims_of(by.api_token(), by.api_token(roles=["admin"])),
}

FORBIDDEN: dict[str, Callable[[Issuers], str]] = {
    "for another audience": lambda by: by.api_token(aud="elsewhere"),
    "for services among themselves": lambda by: by.api_token(aud="legato-internal"),
    "for no audience": lambda by: by.api_token(aud=None),
    "for audio": lambda by: by.media_token("/v1/me"),
}


@pytest.mark.parametrize("token", UNAUTHORIZED.values(), ids=UNAUTHORIZED.keys())
async def test_a_bad_access_token_is_unauthorized(
    gateway: httpx.AsyncClient, issuers: Issuers, token: Callable[[Issuers], str]
) -> None:
    answer = await gateway.get("/v1/me", headers=bearer(token(issuers)))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("token", FORBIDDEN.values(), ids=FORBIDDEN.keys())
async def test_a_token_for_something_else_is_forbidden(
    gateway: httpx.AsyncClient, issuers: Issuers, token: Callable[[Issuers], str]
) -> None:
    answer = await gateway.get("/v1/me", headers=bearer(token(issuers)))
    assert answer.status_code == 403


async def test_an_access_token_counts_in_its_header_alone(
    gateway: httpx.AsyncClient, issuers: Issuers
) -> None:
    answer = await gateway.get("/v1/me", params={"access_token": issuers.api_token()})
    assert answer.status_code == 401


async def test_a_bad_token_beside_a_good_one_is_refused(
    gateway: httpx.AsyncClient, issuers: Issuers
) -> None:
    tokens = (issuers.api_token(), issuers.api_token(exp=LONG_AGO))
    for order in (tokens, tokens[::-1]):
        headers = [("authorization", f"Bearer {token}") for token in order]
        assert (await gateway.get("/v1/me", headers=headers)).status_code == 401


async def test_a_good_token_is_passed_on_to_be_checked_again(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends
) -> None:
    token = issuers.api_token()
    await gateway.get("/v1/me", headers=bearer(token))
    assert backends.user.arrivals[0].header("authorization") == [f"Bearer {token}"]


async def test_a_media_token_opens_its_own_path(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends
) -> None:
    path = backends.audio_path
    answer = await gateway.get(path, params={"t": issuers.media_token(path)})
    assert answer.status_code == 200
    assert answer.content == backends.audio.read_bytes()


MEDIA_REFUSALS: dict[str, tuple[int, Callable[[Issuers, str], str]]] = {
    "none": (401, lambda _, __: ""),
    "expired": (401, lambda by, path: by.media_token(path, exp=LONG_AGO)),
    "never expires": (401, lambda by, path: by.media_token(path, exp=None)),
    "signed by the key of access tokens": (401, lambda by, p: by.api.sign(
        api_claims(aud="media", path=p))),
    "for another path": (403, lambda by, path: by.media_token(path.replace(".ogg", ".mp3"))),
    "for a path above": (403, lambda by, _: by.media_token("/media/")),
    "for no path": (403, lambda by, _: by.media_token(None)),
    "for a list of paths": (403, lambda by, path: by.media_token([path])),
    "an access token": (403, lambda by, _: by.api_token()),
    "an access token with a path": (403, lambda by, path: by.api_token(path=path)),
}  # fmt: skip


@pytest.mark.parametrize(("status", "token"), MEDIA_REFUSALS.values(), ids=MEDIA_REFUSALS.keys())
async def test_any_other_token_opens_no_audio(
    gateway: httpx.AsyncClient,
    issuers: Issuers,
    backends: Backends,
    status: int,
    token: Callable[[Issuers, str], str],
) -> None:
    path = backends.audio_path
    answer = await gateway.get(path, params={"t": token(issuers, path)})
    assert answer.status_code == status


async def test_a_signed_in_listener_needs_a_media_token_too(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends
) -> None:
    answer = await gateway.get(backends.audio_path, headers=bearer(issuers.api_token()))
    assert answer.status_code == 401


async def test_a_good_media_token_covers_for_no_other_beside_it(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends
) -> None:
    tokens = [issuers.media_token(path) for path in (backends.audio_path, "/media/other.ogg")]
    elsewhere = backends.audio_path.replace(".ogg", ".mp3")
    for order in (tokens, tokens[::-1]):
        answer = await gateway.get(elsewhere, params=[("t", token) for token in order])
        assert answer.status_code == 403
