"""Deleting what has served its time."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from legato_kit.database import Database
from music_service.services.imports import UPLOADS
from music_service.storage.imports import ImportStore
from music_service.storage.objects import ObjectStore

PURGE_SECONDS = 3600

STRAY_AFTER = timedelta(hours=1)
"""Age at which an upload that no import needs counts as stray: its import follows in seconds."""


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """Periodic purges; every replica runs them, and a second one finds nothing."""

    database: Database
    objects: ObjectStore

    async def purge(self) -> None:
        """Delete old idempotency keys and stray uploads."""
        async with self.database.transaction() as session:
            await session.execute("idempotency.purge")
        await self.purge_uploads(datetime.now(UTC) - STRAY_AFTER)

    async def purge_uploads(self, before: datetime) -> None:
        """Delete uploads from before a moment that no import is to read any more."""
        # Listed first: an import that is added meanwhile belongs to an upload that is not listed
        # or too young.
        uploads = [found async for found in self.objects.list_objects(UPLOADS)]
        async with self.database.transaction() as session:
            needed = await ImportStore(session).list_needed_uploads()
        for upload in uploads:
            if upload.key not in needed and upload.modified_at < before:
                await self.objects.delete(upload.key)
        await asyncio.to_thread(self.objects.purge_half_written, UPLOADS)
