"""A service with one route more: the least that the kit, the token check and the gateway allow.

What a real route costs is told beside it: same process, same middleware, same checks, no data.
Run as `python -m tests.bench.hello user|music`, with the settings of that service.
"""

import uvloop
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from legato_kit.commands import run_command
from legato_kit.identity import Authenticated
from legato_kit.instruments import Instruments, build_instruments
from legato_kit.logs import configure_logging
from legato_kit.server import serve
from legato_kit.settings import ServiceSettings
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
    settings = UserSettings()
    configure_logging("user", settings.log_level)
    instruments = build_instruments("user", settings)
    _serve(build_user_app(settings, instruments), USER_PATH, settings, instruments)


def music() -> None:
    """Serve the music service with a hello."""
    settings = MusicSettings()
    configure_logging("music", settings.log_level)
    instruments = build_instruments("music", settings)
    _serve(build_music_app(settings, instruments), MUSIC_PATH, settings, instruments)


def build_user_app_with_hello() -> FastAPI:
    """Return the app alone, for other servers than the kit's (a factory without arguments)."""
    settings = UserSettings()
    configure_logging("user", settings.log_level)
    app = build_user_app(settings, build_instruments("user", settings))
    _add_hello(app, USER_PATH)
    return app


def _serve(app: FastAPI, path: str, settings: ServiceSettings, instruments: Instruments) -> None:
    _add_hello(app, path)
    uvloop.run(serve(app, settings, instruments))


def _add_hello(app: FastAPI, path: str) -> None:
    router = APIRouter()

    @router.get(path)
    async def hello(_: Authenticated) -> Greeting:
        return Greeting(text="hello")

    app.include_router(router)


if __name__ == "__main__":
    run_command("tests.bench.hello", {"user": user, "music": music})
