"""Deleting what has served its time."""

from dataclasses import dataclass

from legato_kit.database import Database
from user_service.storage.attempts import AttemptStore
from user_service.storage.sessions import SessionStore

PURGE_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """Periodic purges; every replica runs them, and a second one finds nothing."""

    database: Database

    async def purge(self) -> None:
        """Delete old sessions, attempts and idempotency keys."""
        async with self.database.transaction() as session:
            await SessionStore(session).purge()
        async with self.database.transaction() as session:
            await AttemptStore(session).purge()
        async with self.database.transaction() as session:
            await session.execute("idempotency.purge")
