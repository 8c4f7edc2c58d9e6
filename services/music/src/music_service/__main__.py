"""`python -m music_service serve|importer|migrate|openapi`."""

import json
import sys
from pathlib import Path

import uvloop
from pydantic import SecretStr

from legato_kit.commands import run_command
from legato_kit.instruments import build_instruments
from legato_kit.logs import configure_logging
from legato_kit.migrations import migrate as apply_migrations
from legato_kit.server import serve as serve_app
from legato_kit.server import work
from music_service.app import build_app
from music_service.importer import run_importer
from music_service.settings import ImporterSettings, MigrationSettings, MusicSettings

SERVICE = "music"
IMPORTER = "music_importer"
MIGRATIONS = Path(__file__).parent / "migrations"


def serve() -> None:
    """Answer requests until SIGTERM."""
    settings = MusicSettings()
    configure_logging(SERVICE, settings.log_level)
    instruments = build_instruments(SERVICE, settings)
    uvloop.run(serve_app(build_app(settings, instruments), settings, instruments))


def importer() -> None:
    """Work off imports until SIGTERM."""
    settings = ImporterSettings()
    configure_logging(IMPORTER, settings.log_level)
    instruments = build_instruments(IMPORTER, settings)
    uvloop.run(work(lambda: run_importer(settings, instruments), settings, instruments))


def migrate() -> None:
    """Bring the schema up to date."""
    settings = MigrationSettings()
    configure_logging(SERVICE, settings.log_level)
    apply_migrations(settings.database_uri.get_secret_value(), MIGRATIONS)


def openapi() -> None:
    """Print the OpenAPI document."""
    settings = MusicSettings(
        port=1,
        probe_port=1,
        database_uri=SecretStr(""),
        objects_uri="",
        jwks_uri="",
        media_keys=Path(),
    )
    document = build_app(settings, build_instruments(SERVICE, settings)).openapi()
    json.dump(document, sys.stdout, indent=2, sort_keys=True)
    sys.stdout.write("\n")


if __name__ == "__main__":
    commands = {"serve": serve, "importer": importer, "migrate": migrate, "openapi": openapi}
    run_command("music_service", commands)
