"""Tokens as the services issue them, and as they do not."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass

from legato_kit.keys import Claims, SigningKeys

API_KEYS_PATH = "/.well-known/jwks.json"
MEDIA_KEYS_PATH = "/.well-known/media-jwks.json"

LIFE_SECONDS = 600


@dataclass(frozen=True)
class Issuers:
    """Who signs: `stranger` uses the key id of `api`, but not its key."""

    api: SigningKeys
    media: SigningKeys
    stranger: SigningKeys

    def api_token(self, **changes: object) -> str:
        """Return an access token; a claim changed to None is left out."""
        return self.api.sign(api_claims(**changes))

    def media_token(self, path: object, **changes: object) -> str:
        """Return a token for the audio at `path`."""
        return self.media.sign(media_claims(path, **changes))


def api_claims(**changes: object) -> Claims:
    """Return claims of an access token that is good now, with `changes`."""
    now = int(time.time())
    claims: Claims = {
        "iss": "legato",
        "aud": "legato",
        "sub": "0197b0c8-0000-7000-8000-000000000001",
        "sid": "0197b0c8-0000-7000-8000-000000000002",
        "plan": "free",
        "roles": ["listener"],
        "iat": now,
        "exp": now + LIFE_SECONDS,
    }
    return _without_none(claims | changes)


def media_claims(path: object, **changes: object) -> Claims:
    """Return claims of a media token for `path` that is good now, with `changes`."""
    now = int(time.time())
    claims: Claims = {
        "iss": "legato",
        "aud": "media",
        "sub": "0197b0c8-0000-7000-8000-000000000001",
        "path": path,
        "iat": now,
        "exp": now + LIFE_SECONDS,
    }
    return _without_none(claims | changes)


def bearer(token: str) -> dict[str, str]:
    """Return the header that carries an access token."""
    return {"Authorization": f"Bearer {token}"}


def _without_none(claims: Claims) -> Claims:
    return {name: value for name, value in claims.items() if value is not None}


def unsigned(claims: Claims, kid: str) -> str:
    """Return a token that says it needs no signature."""
    return f"{_encode({'alg': 'none', 'kid': kid})}.{_encode(claims)}."


def signed_by_hmac(claims: Claims, kid: str, secret: bytes) -> str:
    """Return an HS256 token; the usual libraries refuse to use a public key as the secret."""
    text = f"{_encode({'alg': 'HS256', 'kid': kid})}.{_encode(claims)}"
    signature = hmac.digest(secret, text.encode(), hashlib.sha256)
    return f"{text}.{_base64url(signature)}"


def with_claims_of(token: str, other: str) -> str:
    """Return `token` with the claims of `other` and its own signature."""
    header, _, signature = token.split(".")
    return ".".join((header, other.split(".")[1], signature))


def _encode(part: Claims) -> str:
    return _base64url(json.dumps(part).encode())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
