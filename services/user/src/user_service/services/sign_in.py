"""Signing in, staying signed in, signing out."""

from dataclasses import dataclass
from enum import Enum, auto
from uuid import UUID

from legato_kit.database import Database, Session
from legato_kit.errors import UnauthenticatedError
from legato_kit.ids import new_id
from user_service.models import TokenPair
from user_service.services.attempts import AttemptLimit
from user_service.services.passwords import Passwords
from user_service.services.tokens import TokenFactory, token_digest
from user_service.storage.accounts import Account, AccountStore
from user_service.storage.attempts import AttemptStore
from user_service.storage.sessions import SessionStore, StoredToken

REPEAT_SECONDS = 30.0
"""How long a used refresh token may be shown again: two tabs, or an answer that was cut off."""


class Exchange(Enum):
    """What becomes of a refresh token that is shown."""

    ROTATE = auto()
    REPEAT = auto()
    REFUSE = auto()
    END_SESSION = auto()


def decide_exchange(token: StoredToken | None) -> Exchange:
    """Decide by the token alone (refresh token rotation with reuse detection, RFC 9700)."""
    if token is None or token.is_ended or token.is_expired:
        return Exchange.REFUSE
    if token.used_seconds_ago is None:
        return Exchange.ROTATE
    if token.used_seconds_ago <= REPEAT_SECONDS:
        return Exchange.REPEAT
    return Exchange.END_SESSION


@dataclass(frozen=True, slots=True)
class SignInService:
    """Exchanges passwords and refresh tokens for access tokens."""

    database: Database
    attempts: AttemptLimit
    passwords: Passwords
    tokens: TokenFactory
    refresh_token_days: int

    async def sign_in(self, email: str, password: str) -> TokenPair:
        """Begin a session.

        Raises `UnauthenticatedError` for a wrong address or password alike, and
        `TooManyRequestsError` after ten failures for the address in ten minutes.
        """
        await self.attempts.admit(email)
        async with self.database.transaction() as session:
            account = await AccountStore(session).get_by_email(email)
        stored = None if account is None else account.password_hash
        fits = await self.passwords.verify(password, stored)
        if account is None or not fits:
            raise _wrong_sign_in()
        fresh = None
        if self.passwords.is_outdated(account.password_hash):
            fresh = await self.passwords.hash(password)
        async with self.database.transaction() as session:
            accounts = AccountStore(session)
            current = await accounts.get_for_update(account.id)
            if current is None or current.password_hash != account.password_hash:
                # The password was changed, or the account deleted, while it was checked.
                raise _wrong_sign_in()
            if fresh is not None:
                await accounts.set_password_hash(account.id, fresh)
            await AttemptStore(session).clear(email)
            return await self._begin(session, current)

    async def refresh(self, refresh_token: str) -> TokenPair:
        """Exchange a refresh token for its successor; raise `UnauthenticatedError`.

        Showing a token again after half a minute ends the whole session: one of the two who
        showed it is a thief.
        """
        digest = token_digest(refresh_token)
        async with self.database.transaction() as session:
            sessions = SessionStore(session)
            token = await sessions.get_token(digest)
            exchange = decide_exchange(token)
            if token is not None and exchange in {Exchange.ROTATE, Exchange.REPEAT}:
                account = await AccountStore(session).get(token.account_id)
                if account is not None:
                    successor = self.tokens.successor(refresh_token)
                    if exchange is Exchange.ROTATE:
                        await self._rotate(sessions, digest, token.session_id, successor)
                    return self.tokens.pair(account, token.session_id, successor)
            if token is not None and exchange is Exchange.END_SESSION:
                await sessions.end(token.session_id)
        raise UnauthenticatedError("the refresh token is not good any more; sign in again")

    async def sign_out(self, refresh_token: str) -> None:
        """End the token's session, if there is one."""
        async with self.database.transaction() as session:
            sessions = SessionStore(session)
            token = await sessions.get_token(token_digest(refresh_token))
            if token is not None:
                await sessions.end(token.session_id)

    async def _begin(self, session: Session, account: Account) -> TokenPair:
        session_id = new_id()
        refresh_token = self.tokens.first_refresh_token()
        sessions = SessionStore(session)
        await sessions.add(session_id, account.id)
        await sessions.add_token(token_digest(refresh_token), session_id, self.refresh_token_days)
        return self.tokens.pair(account, session_id, refresh_token)

    async def _rotate(
        self, sessions: SessionStore, digest: bytes, session_id: UUID, successor: str
    ) -> None:
        await sessions.mark_used(digest)
        await sessions.add_token(token_digest(successor), session_id, self.refresh_token_days)


def _wrong_sign_in() -> UnauthenticatedError:
    return UnauthenticatedError("e-mail or password is wrong")
