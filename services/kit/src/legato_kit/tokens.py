"""Checking access tokens: pinned algorithms, cached keys, a bounded memory of good tokens."""

import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import jwt
from jwt import PyJWK

from legato_kit.errors import UnauthenticatedError
from legato_kit.keys import Claims, SigningKeys
from legato_kit.settings import ServiceSettings

REMEMBERED_TOKENS = 10_000
"""Verified tokens kept per process; each saves one signature check until it expires."""

LEEWAY_SECONDS = 2
"""Clock difference between the issuer and us that is forgiven."""

REQUIRED_CLAIMS = ("iss", "aud", "sub", "exp", "iat")


class KeySource(Protocol):
    """Public keys by id."""

    async def get_key(self, kid: str) -> PyJWK | None:
        """Return the key, or None when the issuer has none of that id."""


class LocalKeySource:
    """The keys of this very process."""

    def __init__(self, keys: SigningKeys) -> None:
        self._keys = parse_key_set(keys.public_set())

    async def get_key(self, kid: str) -> PyJWK | None:
        """Return the key of that id, or None."""
        return self._keys.get(kid)


class TokenVerifier:
    """Verifies compact JWTs of one issuer and audience."""

    def __init__(
        self, source: KeySource, *, issuer: str, audience: str, algorithms: Sequence[str]
    ) -> None:
        self._source = source
        self._issuer = issuer
        self._audience = audience
        self._algorithms = list(algorithms)
        self._remembered: OrderedDict[str, Claims] = OrderedDict()

    async def verify(self, token: str) -> Claims:
        """Return the claims of a good token; raise `UnauthenticatedError` for any other."""
        claims = self._remembered.get(token)
        if claims is None:
            claims = await self._verify_signature(token)
            self._remember(token, claims)
        elif claims["exp"] + LEEWAY_SECONDS <= time.time():
            del self._remembered[token]
            raise UnauthenticatedError("the token has expired")
        return claims

    async def _verify_signature(self, token: str) -> Claims:
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = await self._source.get_key(kid) if isinstance(kid, str) else None
            if key is None:
                raise UnauthenticatedError("the token is signed by an unknown key")
            claims: Claims = jwt.decode(
                token,
                key,
                algorithms=self._algorithms,
                issuer=self._issuer,
                audience=self._audience,
                leeway=LEEWAY_SECONDS,
                options={"require": list(REQUIRED_CLAIMS)},
            )
        except jwt.ExpiredSignatureError as error:
            raise UnauthenticatedError("the token has expired") from error
        except jwt.PyJWTError as error:
            raise UnauthenticatedError("the token is not valid here") from error
        return claims

    def _remember(self, token: str, claims: Claims) -> None:
        self._remembered[token] = claims
        if len(self._remembered) > REMEMBERED_TOKENS:
            self._remembered.popitem(last=False)


def build_access_verifier(source: KeySource, settings: ServiceSettings) -> TokenVerifier:
    """Return the verifier of access tokens, which are signed by RS256 and nothing else."""
    return TokenVerifier(
        source, issuer=settings.issuer, audience=settings.audience, algorithms=["RS256"]
    )


def parse_key_set(document: Mapping[str, Any]) -> dict[str, PyJWK]:
    """Return the keys of a JWK set by id; keys of unknown kinds are left out."""
    keys: dict[str, PyJWK] = {}
    for jwk in document.get("keys", []):
        try:
            key = PyJWK(jwk)
        except jwt.PyJWTError:
            continue
        if key.key_id is not None:
            keys[key.key_id] = key
    return keys
