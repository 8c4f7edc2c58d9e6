"""Making tokens: access tokens that are signed, refresh tokens that are derived."""

import base64
import hashlib
import hmac
import secrets
import time
from uuid import UUID

from legato_kit.keys import SigningKeys
from user_service.models import TokenPair
from user_service.settings import UserSettings
from user_service.storage.accounts import Account


class TokenFactory:
    """Makes the tokens of one issuer."""

    def __init__(self, keys: SigningKeys, refresh_secret: bytes, settings: UserSettings) -> None:
        self._keys = keys
        self._refresh_secret = refresh_secret
        self._settings = settings

    def pair(self, account: Account, session_id: UUID, refresh_token: str) -> TokenPair:
        """Return a new access token of the session, with the refresh token given."""
        now = int(time.time())
        lifetime = self._settings.access_token_seconds
        claims = {
            "iss": self._settings.issuer,
            "aud": self._settings.audience,
            "sub": str(account.id),
            "sid": str(session_id),
            "plan": account.plan,
            "roles": account.roles,
            "iat": now,
            "exp": now + lifetime,
        }
        return TokenPair(
            access_token=self._keys.sign(claims), refresh_token=refresh_token, expires_in=lifetime
        )

    def first_refresh_token(self) -> str:
        """Return the random token that begins a session."""
        return secrets.token_urlsafe(32)

    def successor(self, refresh_token: str) -> str:
        """Return the one token that follows a token.

        It is derived, so that a repeated exchange can be given the same answer although only
        digests are stored.
        """
        mac = hmac.digest(self._refresh_secret, refresh_token.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def token_digest(refresh_token: str) -> bytes:
    """Return what is stored of a refresh token; it has 256 random bits, so no salt is needed."""
    return hashlib.sha256(refresh_token.encode()).digest()
