"""What one process of the service holds: pools, cache, keys, and the services on top."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from legato_kit.instruments import Instruments
from legato_kit.keys import SigningKeys
from legato_kit.resources import open_cache, open_database
from music_service.services.catalogue import CatalogueService
from music_service.services.housekeeping import Housekeeping
from music_service.services.imports import ImportService, UploadGate
from music_service.services.plays import PlayService
from music_service.settings import MusicSettings
from music_service.storage.objects import ObjectStore, build_object_store

STORAGE = "music_service.storage"
"""Where the statements of this service stand."""


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
    keys = SigningKeys.load(settings.media_keys)
    objects = build_object_store(settings.objects_uri)
    gate = UploadGate(settings.max_uploads)
    async with (
        open_database(settings, instruments, STORAGE) as database,
        open_cache(settings, instruments) as cache,
    ):
        catalogue = CatalogueService(database, cache)
        yield Context(
            keys,
            objects,
            catalogue,
            PlayService(catalogue, keys, settings.issuer),
            ImportService(
                database, objects, instruments.telemetry, gate, settings.max_upload_bytes
            ),
            Housekeeping(database, objects),
        )


async def get_context(request: Request) -> Context:
    """Return the context of the process (a FastAPI dependency)."""
    # Not a plain function: FastAPI would send that to a thread, on every request.
    context: Context = request.state.context
    return context


InContext = Annotated[Context, Depends(get_context)]
