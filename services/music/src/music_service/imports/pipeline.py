"""One import from its first entry to its last: what is found is kept, each in one transaction."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import structlog
from prometheus_client import Counter

from legato_kit.database import Database, Session
from legato_kit.errors import UnprocessableError
from music_service.imports.covers import EncodedCover
from music_service.imports.entries import Limits
from music_service.imports.errors import ArchiveError
from music_service.imports.examine import Examiner, Finding, Rejection, Song
from music_service.imports.readers import CautiousReader
from music_service.models import ImportState
from music_service.storage.library import LibraryStore
from music_service.storage.objects import ObjectMissingError, ObjectStore
from music_service.storage.queue import Claim, DoneEntry, QueueStore

READ_AHEAD_BYTES = 1024 * 1024
"""What is fetched of the upload at a time."""

JPEG = "image/jpeg"

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Works through imports that this process holds the lease of.

    Its methods raise `LeaseLostError`, and `UnavailableError` when database or store are away.
    """

    database: Database
    objects: ObjectStore
    scratch: Path
    limits: Limits
    lease_seconds: float
    entries: Counter
    """Counts entries by what became of them (label `outcome`)."""

    async def process(self, claim: Claim) -> ImportState:
        """Deal with every entry that is not done yet, then end the import."""
        state, reason = ImportState.SUCCEEDED, None
        try:
            await self._keep_all(claim)
        except ArchiveError as error:
            state, reason = ImportState.FAILED, error.reason
        except ObjectMissingError:
            state, reason = ImportState.FAILED, "the upload is not there any more"
        await self.finish(claim, state, reason)
        return state

    async def finish(self, claim: Claim, state: ImportState, reason: str | None) -> None:
        """End the import and delete its upload."""
        async with self.database.transaction() as session:
            queue = await self._hold(session, claim)
            await queue.set_folder_covers(claim)
            await queue.finish(claim, state, reason)
        await self.objects.discard(claim.object_key)

    async def _keep_all(self, claim: Claim) -> None:
        async with self.database.transaction() as session:
            done = await QueueStore(session).list_done(claim)
        examiner = Examiner(self.scratch, self.limits)
        reader = self.objects.open_reader(claim.object_key, claim.bytes)
        source = CautiousReader(reader, READ_AHEAD_BYTES)
        findings = examiner.findings(source, claim.bytes, claim.file_name, done)
        async with aclosing(_in_threads(findings)) as steps:
            async for finding in steps:
                entry = await self._keep(claim, finding)
                self.entries.labels(entry.state).inc()

    async def _keep(self, claim: Claim, finding: Finding) -> DoneEntry:
        """Store an entry's objects first, then write all about it.

        A row that the database refuses costs its entry, not the import.
        """
        await self._put_objects(finding.outcome)
        try:
            return await self._write_down(claim, finding)
        except UnprocessableError:
            log = structlog.get_logger()
            log.warning("the rows of an entry are refused", entry=finding.name, exc_info=True)
            refusal = Rejection("holds a value that cannot be stored")
            return await self._write_down(claim, replace(finding, outcome=refusal))

    async def _write_down(self, claim: Claim, finding: Finding) -> DoneEntry:
        """Write all about an entry in one transaction; raise `UnprocessableError`."""
        outcome = finding.outcome
        entry = DoneEntry(finding.position, finding.name, finding.folder, "rejected")
        async with self.database.transaction() as session:
            queue = await self._hold(session, claim)
            library = LibraryStore(session)
            if isinstance(outcome, Rejection):
                entry = replace(entry, reason=outcome.reason)
            elif isinstance(outcome, EncodedCover):
                cover_id = await library.add_cover(outcome)
                entry = replace(entry, state="cover", cover_id=cover_id)
            else:
                track_id, is_new = await library.add_song(outcome)
                state = "imported" if is_new else "unchanged"
                entry = replace(entry, state=state, track_id=track_id)
            await queue.add_entry(claim, entry)
        return entry

    async def _put_objects(self, outcome: Song | EncodedCover | Rejection) -> None:
        if isinstance(outcome, Song):
            if not await self.objects.has(outcome.key, outcome.bytes):
                mime_type = outcome.sound.kind.mime_type
                await self.objects.put_file(outcome.key, outcome.file, mime_type)
            outcome = outcome.cover or Rejection("has no cover")
        if isinstance(outcome, EncodedCover) and not await self.objects.has(
            outcome.key, len(outcome.data)
        ):
            await self.objects.put_bytes(outcome.key, outcome.data, JPEG)

    async def _hold(self, session: Session, claim: Claim) -> QueueStore:
        queue = QueueStore(session)
        await queue.hold(claim, self.lease_seconds)
        return queue


async def _in_threads(items: Generator[Item, None, None]) -> AsyncGenerator[Item, None]:
    """Step through a generator that blocks, each step in a worker thread, and close it at the end.

    When the caller is cancelled amid a step, that step and the closing run to their end with nobody
    waiting.
    """
    end, turn = object(), threading.Lock()

    def step() -> Item | object:
        with turn:
            return next(items, end)

    def close() -> None:
        with turn:
            items.close()

    try:
        while (item := await asyncio.to_thread(step)) is not end:
            yield item  # type: ignore[misc]
    finally:
        asyncio.get_running_loop().run_in_executor(None, close)
