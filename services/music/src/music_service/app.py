"""The app of the music service."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from legato_kit.app import create_app
from legato_kit.background import background, every
from legato_kit.http import build_http_client
from legato_kit.instruments import Instruments
from legato_kit.jwks import REFRESH_SECONDS, RemoteKeySource
from legato_kit.tokens import build_access_verifier
from music_service.context import open_context
from music_service.handlers import albums, artists, covers, imports, keys, search, tracks
from music_service.services.housekeeping import PURGE_SECONDS
from music_service.settings import MusicSettings

ROUTERS = (
    artists.router,
    albums.router,
    tracks.router,
    search.router,
    imports.router,
    covers.router,
    keys.router,
)


def build_app(settings: MusicSettings, instruments: Instruments) -> FastAPI:
    """Return the app; resources are opened when it starts."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[Mapping[str, Any]]:
        async with (
            open_context(settings, instruments) as context,
            build_http_client(instruments.telemetry) as http,
        ):
            source = RemoteKeySource(settings.jwks_uri, http)
            verifier = build_access_verifier(source, settings)
            async with background(
                every(PURGE_SECONDS, context.housekeeping.purge),
                every(REFRESH_SECONDS, source.refresh),
            ):
                yield {"context": context, "verifier": verifier}

    return create_app(
        "Legato music service",
        ROUTERS,
        lifespan=lifespan,
        instruments=instruments,
        settings=settings,
        streaming_paths=[imports.PATH],
    )
