"""Sessions and their refresh tokens; only digests of tokens are kept."""

from dataclasses import dataclass
from uuid import UUID

from legato_kit.database import Session as DatabaseSession


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A refresh token as it stands; `used_seconds_ago` is None while it is unused."""

    session_id: UUID
    account_id: UUID
    is_expired: bool
    is_ended: bool
    used_seconds_ago: float | None


class SessionStore:
    """Statements on sessions, within one database session."""

    def __init__(self, session: DatabaseSession) -> None:
        self._session = session

    async def add(self, session_id: UUID, account_id: UUID) -> None:
        """Add a session without a token."""
        await self._session.execute("sessions.add", id=session_id, account_id=account_id)

    async def add_token(self, digest: bytes, session_id: UUID, days: int) -> None:
        """Add an unused token that expires after `days`."""
        await self._session.execute(
            "sessions.add_token", digest=digest, session_id=session_id, days=days
        )

    async def get_token(self, digest: bytes) -> StoredToken | None:
        """Return the token, locked until the transaction ends, or None."""
        return await self._session.fetch_one(StoredToken, "sessions.get_token", digest=digest)

    async def mark_used(self, digest: bytes) -> None:
        """Note that the token was exchanged now."""
        await self._session.execute("sessions.mark_used", digest=digest)

    async def end(self, session_id: UUID) -> None:
        """End a session: none of its tokens is good any more."""
        await self._session.execute("sessions.end", id=session_id)

    async def end_all_but(self, session_id: UUID, account_id: UUID) -> None:
        """End every other session of the account."""
        await self._session.execute("sessions.end_all_but", id=session_id, account_id=account_id)

    async def purge(self) -> int:
        """Delete tokens and sessions that nobody can use any more; return how many sessions."""
        await self._session.execute("sessions.purge_tokens")
        return await self._session.execute("sessions.purge")
