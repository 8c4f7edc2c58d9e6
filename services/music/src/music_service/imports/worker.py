"""Working off the queue of imports, with a lease that is renewed while work goes on."""

import asyncio
from dataclasses import dataclass
from typing import NoReturn

import structlog

from legato_kit.background import with_jitter
from legato_kit.database import Database
from legato_kit.errors import RetryableError
from legato_kit.telemetry import Telemetry
from music_service.imports.pipeline import Pipeline
from music_service.models import ImportState
from music_service.storage.queue import Claim, LeaseLostError, QueueStore

POLL_SECONDS = 1.0
"""Pause between two looks at an empty queue: one statement of well under a millisecond."""

AWAY_SECONDS = 5.0
"""Pause after the database was found away."""

POSTPONED_SECONDS = 30.0
"""Pause before an import is tried again that met a server that was away, or a defect."""

MAX_ATTEMPTS = 3
"""Attempts that may end with the death of their process or by a defect."""

RENEWALS_PER_LEASE = 3

GIVE_BACK_SECONDS = 2.0
"""How long a process tries to give an import back; the lease runs out anyway."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Takes imports one at a time. Any number of processes may do so at once."""

    database: Database
    telemetry: Telemetry
    pipeline: Pipeline

    async def run(self) -> NoReturn:
        """Work off the queue, for ever; end by cancellation."""
        while True:
            pause = POLL_SECONDS
            try:
                if await self.work_once():
                    continue
            except RetryableError as error:
                structlog.get_logger().warning("the queue is out of reach", error=str(error))
                pause = AWAY_SECONDS
            await asyncio.sleep(with_jitter(pause))

    async def work_once(self) -> bool:
        """Work on one import if one is due; return whether one was.

        Raises `RetryableError` when the queue is out of reach.
        """
        async with self.database.transaction() as session:
            claim = await QueueStore(session).claim(self.pipeline.lease_seconds)
        if claim is None:
            return False
        with (
            self.telemetry.server_span("import", claim.traceparent),
            structlog.contextvars.bound_contextvars(import_id=str(claim.id), attempt=claim.attempt),
        ):
            await self._work_on(claim)
        return True

    async def _work_on(self, claim: Claim) -> None:
        log = structlog.get_logger()
        try:
            if claim.attempt > MAX_ATTEMPTS:
                reason = f"the import was interrupted {MAX_ATTEMPTS} times and given up"
                await self.pipeline.finish(claim, ImportState.FAILED, reason)
                log.warning("import given up")
                return
            state = await self._process_leased(claim)
            log.info("import ended", state=state)
        except LeaseLostError:
            log.warning("another process has the import, or it was cancelled")
        except asyncio.CancelledError:
            await self._give_back(claim, 0.0, is_counted=False)
            raise
        except RetryableError as error:
            # A server that is away is no fault of the import, however long it takes.
            log.warning("import postponed", error=str(error))
            await self._give_back(claim, with_jitter(POSTPONED_SECONDS), is_counted=False)
        except Exception:
            log.exception("import postponed by a defect")
            await self._give_back(claim, with_jitter(POSTPONED_SECONDS), is_counted=True)

    async def _process_leased(self, claim: Claim) -> ImportState:
        """Process the import while its lease is renewed; stop when it is lost."""
        working = asyncio.create_task(self.pipeline.process(claim))
        renewing = asyncio.create_task(self._renew(claim))
        try:
            await asyncio.wait({working, renewing}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                await renewing
            return await working
        finally:
            working.cancel()
            renewing.cancel()
            await asyncio.gather(working, renewing, return_exceptions=True)

    async def _renew(self, claim: Claim) -> NoReturn:
        lease_seconds = self.pipeline.lease_seconds
        while True:
            await asyncio.sleep(lease_seconds / RENEWALS_PER_LEASE)
            try:
                async with self.database.transaction() as session:
                    await QueueStore(session).hold(claim, lease_seconds)
            except RetryableError as error:
                structlog.get_logger().warning("lease not renewed", error=str(error))

    async def _give_back(self, claim: Claim, pause_seconds: float, *, is_counted: bool) -> None:
        try:
            async with asyncio.timeout(GIVE_BACK_SECONDS), self.database.transaction() as session:
                await QueueStore(session).give_back(claim, pause_seconds, is_counted=is_counted)
        except (RetryableError, TimeoutError) as error:
            structlog.get_logger().warning("import not given back", error=str(error))
