"""Which tokens are good: the rule, and attempts to bend it."""

import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legato_kit import tokens
from legato_kit.errors import UnauthenticatedError
from legato_kit.identity import identity_of
from legato_kit.keys import SigningKeys
from legato_kit.service_tokens import INTERNAL_AUDIENCE, SignedServiceTokens
from legato_kit.tokens import LocalKeySource, TokenVerifier
from tests.support.signing import write_ed25519_key, write_rsa_key
from tests.support.tokens import api_claims as claims
from tests.support.tokens import signed_by_hmac, unsigned


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    write_rsa_key(folder, "2026-01")
    return folder


@pytest.fixture(scope="module")
def keys(folder: Path) -> SigningKeys:
    return SigningKeys.load(folder)


@pytest.fixture
def verifier(keys: SigningKeys) -> TokenVerifier:
    return build_verifier(keys, "legato")


def build_verifier(keys: SigningKeys, audience: str) -> TokenVerifier:
    return TokenVerifier(
        LocalKeySource(keys), issuer="legato", audience=audience, algorithms=["RS256"]
    )


async def test_a_good_token_gives_its_claims_every_time(
    keys: SigningKeys, verifier: TokenVerifier
) -> None:
    token = keys.sign(claims(sub="ada"))
    for _ in range(2):
        assert (await verifier.verify(token))["sub"] == "ada"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "someone"},
        {"aud": "media"},
        {"aud": None},
        {"exp": 1},
        {"exp": "soon"},
        {"iat": 4_000_000_000},
        {"sub": 7},
    ],
)
async def test_a_token_with_a_wrong_claim_is_refused(
    keys: SigningKeys, verifier: TokenVerifier, changed: dict[str, object]
) -> None:
    with pytest.raises(UnauthenticatedError):
        await verifier.verify(keys.sign(claims(**changed)))


@pytest.mark.parametrize("missing", ["iss", "aud", "sub", "exp", "iat"])
async def test_a_token_without_a_required_claim_is_refused(
    keys: SigningKeys, verifier: TokenVerifier, missing: str
) -> None:
    incomplete = claims()
    del incomplete[missing]
    with pytest.raises(UnauthenticatedError):
        await verifier.verify(keys.sign(incomplete))


async def test_a_remembered_token_is_refused_once_it_has_expired(
    keys: SigningKeys, verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = keys.sign(claims())
    await verifier.verify(token)
    later = time.time() + 700
    monkeypatch.setattr("legato_kit.tokens.time.time", lambda: later)
    with pytest.raises(UnauthenticatedError, match="expired"):
        await verifier.verify(token)


async def test_remembered_tokens_are_bounded_in_number(
    keys: SigningKeys, verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "REMEMBERED_TOKENS", 3)
    for number in range(10):
        await verifier.verify(keys.sign(claims(sub=str(number))))
    assert len(verifier._remembered) == 3  # noqa: SLF001 - memory is not seen from outside


async def test_no_algorithm_but_the_pinned_one_is_taken(
    keys: SigningKeys, verifier: TokenVerifier, tmp_path: Path
) -> None:
    public = json.dumps(keys.public_set()["keys"][0]).encode()
    write_ed25519_key(tmp_path, "2026-01")
    other = SigningKeys.load(tmp_path).sign(claims())
    forged = [unsigned(claims(), "2026-01"), signed_by_hmac(claims(), "2026-01", public), other]
    for token in forged:
        with pytest.raises(UnauthenticatedError):
            await verifier.verify(token)


async def test_a_key_of_another_folder_is_no_key_of_ours(
    verifier: TokenVerifier, tmp_path: Path
) -> None:
    write_rsa_key(tmp_path, "2026-01")
    write_rsa_key(tmp_path, "2026-02")
    with pytest.raises(UnauthenticatedError, match="unknown key"):
        await verifier.verify(SigningKeys.load(tmp_path).sign(claims()))


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_token_changed_in_any_place_is_refused(
    keys: SigningKeys, verifier: TokenVerifier, data: st.DataObject
) -> None:
    token = keys.sign(claims())
    # The last character of a part may hold padding bits that carry no information.
    place = data.draw(st.integers(0, len(token) - 2).filter(lambda at: token[at + 1] != "."))
    letter = data.draw(st.sampled_from("abcXYZ019-_.").filter(lambda new: new != token[place]))
    with pytest.raises(UnauthenticatedError):
        await verifier.verify(token[:place] + letter + token[place + 1 :])


@given(st.text(max_size=100))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_other_text_is_refused(verifier: TokenVerifier, text: str) -> None:
    with pytest.raises(UnauthenticatedError):
        await verifier.verify(text)


def test_the_last_key_signs_and_every_key_is_published(folder: Path, tmp_path: Path) -> None:
    write_rsa_key(tmp_path, "a-old")
    write_rsa_key(tmp_path, "b-new")
    keys = SigningKeys.load(tmp_path)
    assert jwt.get_unverified_header(keys.sign(claims()))["kid"] == "b-new"
    published = keys.public_set()["keys"]
    assert [key["kid"] for key in published] == ["a-old", "b-new"]
    assert all("d" not in key for key in published)


def test_a_key_is_published_before_it_signs(tmp_path: Path) -> None:
    write_rsa_key(tmp_path, "a-old")
    write_rsa_key(tmp_path, "b-new")
    for signer in ("a-old", "b-new"):
        (tmp_path / "current").write_text(f"{signer}\n")
        keys = SigningKeys.load(tmp_path)
        assert jwt.get_unverified_header(keys.sign(claims()))["kid"] == signer
        assert len(keys.public_set()["keys"]) == 2
    (tmp_path / "current").write_text("c-missing")
    with pytest.raises(ValueError, match="c-missing"):
        SigningKeys.load(tmp_path)


async def test_a_service_token_is_good_for_services_and_for_no_route_of_the_gateway(
    keys: SigningKeys, verifier: TokenVerifier
) -> None:
    token = SignedServiceTokens(keys, issuer="legato", service="music").get_token()
    internal = build_verifier(keys, INTERNAL_AUDIENCE)
    assert (await internal.verify(token))["sub"] == "music"
    with pytest.raises(UnauthenticatedError):
        await verifier.verify(token)


@pytest.mark.parametrize(
    "changed",
    [{"sub": "no uuid"}, {"sid": None}, {"roles": None}, {"plan": ...}],
)
def test_an_identity_needs_every_claim_of_an_access_token(changed: dict[str, Any]) -> None:
    identifier = "01a20d41-d656-7517-8f4d-6545b9935f6a"
    good = {"sub": identifier, "sid": identifier, "plan": "free", "roles": ["listener"]}
    assert identity_of(good).roles == {"listener"}
    bent = {name: value for name, value in {**good, **changed}.items() if value is not ...}
    with pytest.raises(UnauthenticatedError):
        identity_of(bent)
