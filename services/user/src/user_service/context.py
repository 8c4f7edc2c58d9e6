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
from legato_kit.statements import load_statements
from user_service.services.accounts import AccountService
from user_service.services.housekeeping import Housekeeping
from user_service.services.passwords import Passwords
from user_service.services.profiles import ProfileService
from user_service.services.sign_in import SignInService
from user_service.services.tokens import TokenFactory
from user_service.settings import UserSettings


@dataclass(frozen=True, slots=True)
class Context:
    """Collaborators of the handlers."""

    keys: SigningKeys
    secret: bytes
    accounts: AccountService
    sign_ins: SignInService
    profiles: ProfileService
    housekeeping: Housekeeping


@asynccontextmanager
async def open_context(settings: UserSettings, instruments: Instruments) -> AsyncIterator[Context]:
    """Open the process's resources; close them at the end. Waits for no server."""
    telemetry, metrics = instruments.telemetry, instruments.metrics
    ro_uri = settings.database_ro_uri
    cache_uri = settings.cache_uri
    database = Database(
        settings.database_uri.get_secret_value(),
        None if ro_uri is None else ro_uri.get_secret_value(),
        settings.database_pool_size,
        load_statements("legato_kit", "user_service.storage"),
        telemetry,
    )
    database.observe_pools(metrics)
    cache = Cache(None if cache_uri is None else cache_uri.get_secret_value(), telemetry, metrics)
    passwords = Passwords()
    keys = SigningKeys.load(settings.signing_keys)
    secret = settings.read_refresh_secret()
    tokens = TokenFactory(keys, secret, settings)
    await database.open()
    try:
        yield Context(
            keys,
            secret,
            AccountService(database, passwords, settings.registration_open),
            SignInService(database, passwords, tokens, settings.refresh_token_days),
            ProfileService(database, cache, passwords),
            Housekeeping(database),
        )
    finally:
        await cache.close()
        await database.close()
        passwords.close()


async def get_context(request: Request) -> Context:
    """Return the context of the process (a FastAPI dependency)."""
    # Not a plain function: FastAPI would send that to a thread, on every request.
    context: Context = request.state.context
    return context


InContext = Annotated[Context, Depends(get_context)]
