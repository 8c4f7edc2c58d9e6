"""The limit on guessing passwords: ten failures for an address in ten minutes."""

from dataclasses import dataclass

from legato_kit.database import Database
from legato_kit.errors import TooManyRequestsError
from legato_kit.ids import new_id
from user_service.storage.attempts import AttemptStore

MAX_FAILURES = 10
"""Failures for one address within the window before it has to wait."""


@dataclass(frozen=True, slots=True)
class AttemptLimit:
    """Counts attempts before the password is checked, so that none at the same moment is missed.

    Whoever checks a password asks `admit` first, and clears the attempts with what success brings.
    """

    database: Database

    async def admit(self, email: str) -> None:
        """Count an attempt for the address; raise `TooManyRequestsError` when it has to wait."""
        attempt_id = new_id()
        async with self.database.transaction() as session:
            await AttemptStore(session).add(attempt_id, email)
        async with self.database.transaction() as session:
            attempts = AttemptStore(session)
            observed = await attempts.observe(email)
            if observed.attempts <= MAX_FAILURES:
                return
            await attempts.delete(attempt_id)
        raise TooManyRequestsError(
            "too many wrong passwords for this address",
            retry_after_seconds=observed.seconds_until_next,
        )
