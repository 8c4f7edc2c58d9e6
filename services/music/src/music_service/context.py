"""What one process of the service holds: pools, cache, keys, and the services on top."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from legato_kit.cache import Cache
from legato_kit.database import Database
from legato_kit.instruments import Instruments
from legato_kit.keys import SigningKeys
from legato_kit.settings import ProcessSettings
from legato_kit.statements import load_statements
from music_service.services.catalogue import CatalogueService
from music_service.services.housekeeping import Housekeeping
from music_service.services.imports import ImportService, UploadGate
from music_service.services.plays import PlayService
from music_service.settings import MusicSettings
from music_service.storage.objects import ObjectStore, build_object_store


@dataclass(frozen=True, slots=True)
class Context:
    """Collaborators of the handlers."""

    keys: SigningKeys
    objects: ObjectStore
    catalogue: CatalogueService
    plays: PlayService
    imports: ImportService
    housekeeping: Housekeeping


@asynccontextmanager
async def open_context(settings: MusicSettings, instruments: Instruments) -> AsyncIterator[Context]:
    """Open the process's resources; close them at the end. Waits for no server."""
    telemetry, metrics = instruments.telemetry, instruments.metrics
    cache_uri = settings.cache_uri
    cache = Cache(None if cache_uri is None else cache_uri.get_secret_value(), telemetry, metrics)
    keys = SigningKeys.load(settings.media_keys)
    objects = build_object_store(settings.objects_uri)
    async with open_database(settings, instruments) as database:
        catalogue = CatalogueService(database, cache)
        gate = UploadGate(settings.max_uploads)
        try:
            yield Context(
                keys,
                objects,
                catalogue,
                PlayService(catalogue, keys, settings.issuer),
                ImportService(database, objects, telemetry, gate, settings.max_upload_bytes),
                Housekeeping(database, objects),
            )
        finally:
            await cache.close()


@asynccontextmanager
async def open_database(
    settings: ProcessSettings, instruments: Instruments
) -> AsyncIterator[Database]:
    """Open the pools of a process of this service."""
    ro_uri = settings.database_ro_uri
    database = Database(
        settings.database_uri.get_secret_value(),
        None if ro_uri is None else ro_uri.get_secret_value(),
        settings.database_pool_size,
        load_statements("legato_kit", "music_service.storage"),
        instruments.telemetry,
    )
    database.observe_pools(instruments.metrics)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


async def get_context(request: Request) -> Context:
    """Return the context of the process (a FastAPI dependency)."""
    # Not a plain function: FastAPI would send that to a thread, on every request.
    context: Context = request.state.context
    return context


InContext = Annotated[Context, Depends(get_context)]
