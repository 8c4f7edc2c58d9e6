"""Attempts to sign in, for the limit per address."""

from dataclasses import dataclass
from uuid import UUID

from legato_kit.database import Session
from user_service.models import email_key

WINDOW_SECONDS = 600
"""Time within which failures add up."""


@dataclass(frozen=True, slots=True)
class Observed:
    """Attempts within the window, and the seconds until the oldest of them leaves it."""

    attempts: int
    seconds_until_next: int


class AttemptStore:
    """Statements on attempts, within one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, attempt_id: UUID, email: str) -> None:
        """Note that someone tries to sign in."""
        await self._session.execute("attempts.add", id=attempt_id, email_key=email_key(email))

    async def observe(self, email: str) -> Observed:
        """Return what was tried lately, the attempt at hand included."""
        observed = await self._session.fetch_one(
            Observed, "attempts.observe", email_key=email_key(email), window=WINDOW_SECONDS
        )
        return observed or Observed(0, 0)

    async def delete(self, attempt_id: UUID) -> None:
        """Forget one attempt: it was refused unseen and counts for nothing."""
        await self._session.execute("attempts.delete", id=attempt_id)

    async def clear(self, email: str) -> None:
        """Forget every attempt for an address: its owner has signed in."""
        await self._session.execute("attempts.clear", email_key=email_key(email))

    async def purge(self) -> int:
        """Delete what has left the window; return how many."""
        return await self._session.execute("attempts.purge", window=WINDOW_SECONDS)
