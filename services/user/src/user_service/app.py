"""The app of the user service."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from legato_kit.app import create_app
from legato_kit.background import background, every
from legato_kit.instruments import Instruments
from legato_kit.tokens import LocalKeySource, build_access_verifier
from user_service.context import open_context
from user_service.handlers import auth, me
from user_service.services.housekeeping import PURGE_SECONDS
from user_service.settings import UserSettings


def build_app(settings: UserSettings, instruments: Instruments) -> FastAPI:
    """Return the app; resources are opened when it starts."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[Mapping[str, Any]]:
        async with open_context(settings, instruments) as context:
            verifier = build_access_verifier(LocalKeySource(context.keys), settings)
            async with background(every(PURGE_SECONDS, context.housekeeping.purge)):
                yield {"context": context, "verifier": verifier}

    return create_app(
        "Legato user service",
        [auth.router, me.router],
        lifespan=lifespan,
        instruments=instruments,
        settings=settings,
    )
