"""`python -m user_service serve|migrate|openapi`."""

import asyncio
import json
import sys
from pathlib import Path

import structlog
import uvloop
from pydantic import SecretStr

from legato_kit.commands import run_command
from legato_kit.instruments import build_instruments
from legato_kit.logs import configure_logging
from legato_kit.migrations import migrate as apply_migrations
from legato_kit.server import serve as serve_app
from user_service.app import build_app
from user_service.context import open_context
from user_service.models import Registration
from user_service.settings import UserSettings

SERVICE = "user"
MIGRATIONS = Path(__file__).parent / "migrations"


def serve() -> None:
    """Answer requests until SIGTERM."""
    settings = _start()
    instruments = build_instruments(SERVICE, settings)
    uvloop.run(serve_app(build_app(settings, instruments), settings, instruments))


def migrate() -> None:
    """Bring the schema up to date and make the first admin."""
    settings = _start()
    apply_migrations(settings.database_uri.get_secret_value(), MIGRATIONS)
    asyncio.run(_ensure_admin(settings))


def openapi() -> None:
    """Print the OpenAPI document."""
    settings = UserSettings(
        port=1,
        probe_port=1,
        database_uri=SecretStr(""),
        signing_keys=Path(),
        refresh_secret_file=Path(),
    )
    document = build_app(settings, build_instruments(SERVICE, settings)).openapi()
    json.dump(document, sys.stdout, indent=2, sort_keys=True)
    sys.stdout.write("\n")


def _start() -> UserSettings:
    settings = UserSettings()
    configure_logging(SERVICE, settings.log_level)
    return settings


async def _ensure_admin(settings: UserSettings) -> None:
    if settings.admin_email is None or settings.admin_password_file is None:
        return
    password = settings.admin_password_file.read_text(encoding="utf-8").strip()
    registration = Registration(
        email=settings.admin_email, password=SecretStr(password), display_name="Admin"
    )
    async with open_context(settings, build_instruments(SERVICE, settings)) as context:
        if await context.accounts.ensure_admin(registration):
            structlog.get_logger().info("first admin added", email=registration.email)


if __name__ == "__main__":
    run_command("user_service", {"serve": serve, "migrate": migrate, "openapi": openapi})
