"""The queue of imports as the processes see it that work it off."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from legato_kit.database import Session
from music_service.models import ImportState


class LeaseLostError(Exception):
    """Another process has the import now, or it was cancelled: nothing more is to be written."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An import that this process works on, for as long as it holds the lease."""

    id: UUID
    lease: int
    attempt: int
    file_name: str
    object_key: str
    bytes: int
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class DoneEntry:
    """What became of an entry; `state` as in the table."""

    position: int
    name: str
    folder: str
    state: str
    reason: str | None = None
    track_id: UUID | None = None
    cover_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Position:
    position: int


class QueueStore:
    """Statements on the queue, within one session.

    Whatever a worker writes, it writes after `hold` in the same transaction: a worker that slept
    through its lease writes nothing any more.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    async def claim(self, lease_seconds: float) -> Claim | None:
        """Take the import that has been due for longest, or None."""
        return await self._session.fetch_one(Claim, "queue.claim", lease_seconds=lease_seconds)

    async def hold(self, claim: Claim, lease_seconds: float) -> None:
        """Renew the lease; raise `LeaseLostError`."""
        renewed = await self._session.execute(
            "queue.hold", id=claim.id, lease=claim.lease, lease_seconds=lease_seconds
        )
        if not renewed:
            raise LeaseLostError

    async def give_back(self, claim: Claim, pause_seconds: float, *, is_counted: bool) -> None:
        """Let the import be taken up after a pause; say whether this attempt counts."""
        await self._session.execute(
            "queue.give_back",
            id=claim.id,
            lease=claim.lease,
            pause_seconds=pause_seconds,
            is_counted=is_counted,
        )

    async def finish(self, claim: Claim, state: ImportState, reason: str | None) -> None:
        """End the import."""
        await self._session.execute(
            "queue.finish", id=claim.id, lease=claim.lease, state=state, reason=reason
        )

    async def list_done(self, claim: Claim) -> AbstractSet[int]:
        """Return the positions of entries that were dealt with."""
        rows = await self._session.fetch_all(_Position, "queue.list_done", id=claim.id)
        return {row.position for row in rows}

    async def add_entry(self, claim: Claim, entry: DoneEntry) -> None:
        """Write down that an entry was dealt with."""
        await self._session.execute(
            "queue.add_entry",
            import_id=claim.id,
            position=entry.position,
            entry_name=entry.name,
            folder=entry.folder,
            state=entry.state,
            reason=entry.reason,
            track_id=entry.track_id,
            cover_id=entry.cover_id,
        )

    async def set_folder_covers(self, claim: Claim) -> None:
        """Give albums without a cover the picture that lies beside one of their tracks."""
        await self._session.execute("queue.set_folder_covers", id=claim.id)
