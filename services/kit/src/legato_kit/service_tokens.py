"""Tokens that services show each other: short-lived, of an audience of their own."""

import time
from pathlib import Path
from typing import Protocol

from legato_kit.keys import SigningKeys

INTERNAL_AUDIENCE = "legato-internal"

LIFETIME_SECONDS = 300
RENEW_BEFORE_SECONDS = 60


class ServiceTokens(Protocol):
    """Where a service gets the token that it shows to another."""

    def get_token(self) -> str:
        """Return a token that is good for another minute at least."""


class SignedServiceTokens:
    """Signed by a key that the services of one machine share."""

    def __init__(self, keys: SigningKeys, *, issuer: str, service: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._service = service
        self._token = ""
        self._renew_at = 0.0

    def get_token(self) -> str:
        """Return the current token, a new one when it is about to expire."""
        now = time.time()
        if now >= self._renew_at:
            claims = {"iss": self._issuer, "aud": INTERNAL_AUDIENCE, "sub": self._service}
            expiry = int(now) + LIFETIME_SECONDS
            self._token = self._keys.sign({**claims, "iat": int(now), "exp": expiry})
            self._renew_at = expiry - RENEW_BEFORE_SECONDS
        return self._token


class ProjectedServiceTokens:
    """Written by the kubelet into a file, and renewed there."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def get_token(self) -> str:
        """Return the token that stands in the file now."""
        return self._file.read_text(encoding="ascii").strip()
