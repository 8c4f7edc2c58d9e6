"""A service with one route more: the least that the kit, the token check and the gateway allow.

What a real route costs is told beside it: same process, same middleware, same checks, no data.
Run as `python -m tests.bench.hello user|music`, with the settings of that service; beside them
stands the user service on asyncio's own loop, to be compared with.
"""

import asyncio

import uvloop
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from legato_kit.commands import run_command
from legato_kit.identity import Authenticated
from legato_kit.instruments import Instruments, build_instruments
from legato_kit.logs import configure_logging
from legato_kit.server import serve
from music_service.app import build_app as build_music_app
from music_service.settings import MusicSettings
from user_service.app import build_app as build_user_app
from user_service.settings import UserSettings

USER_PATH = "/v1/me/hello"
MUSIC_PATH = "/v1/search/hello"
"""Paths that the gateway passes on to these services, and that they do not have themselves."""


class Greeting(BaseModel):
    """The answer."""

    text: str


def user() -> None:
    """Serve the user service with a hello."""
    uvloop.run(_serve_user())


def user_on_asyncio() -> None:
    """Serve the same on asyncio's own loop."""
    asyncio.run(_serve_user())


def music() -> None:
    """Serve the music service with a hello."""
    settings = MusicSettings()
    configure_logging("music", settings.log_level)
    instruments = build_instruments("music", settings)
    app = build_music_app(settings, instruments)
    _add_hello(app, MUSIC_PATH)
    uvloop.run(serve(app, settings, instruments))


def build_user_app_with_hello() -> FastAPI:
    """Return the app alone, for other servers than the kit's (a factory without arguments)."""
    settings = UserSettings()
    configure_logging("user", settings.log_level)
    return _build_user_app(settings, build_instruments("user", settings))


async def _serve_user() -> None:
    settings = UserSettings()
    configure_logging("user", settings.log_level)
    instruments = build_instruments("user", settings)
    await serve(_build_user_app(settings, instruments), settings, instruments)


def _build_user_app(settings: UserSettings, instruments: Instruments) -> FastAPI:
    app = build_user_app(settings, instruments)
    _add_hello(app, USER_PATH)
    return app


def _add_hello(app: FastAPI, path: str) -> None:
    router = APIRouter()

    @router.get(path)
    async def hello(_: Authenticated) -> Greeting:
        return Greeting(text="hello")

    app.include_router(router)


if __name__ == "__main__":
    commands = {"user": user, "user-on-asyncio": user_on_asyncio, "music": music}
    run_command("tests.bench.hello", commands)
