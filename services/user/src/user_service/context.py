"""What one process of the service holds: pools, cache, keys, and the services on top."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from legato_kit.instruments import Instruments
from legato_kit.keys import SigningKeys
from legato_kit.resources import open_cache, open_database
from user_service.services.accounts import AccountService
from user_service.services.attempts import AttemptLimit
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
    keys = SigningKeys.load(settings.signing_keys)
    secret = settings.read_refresh_secret()
    tokens = TokenFactory(keys, secret, settings)
    passwords = Passwords()
    async with (
        open_database(settings, instruments, "user_service.storage") as database,
        open_cache(settings, instruments) as cache,
    ):
        try:
            attempts = AttemptLimit(database)
            yield Context(
                keys,
                secret,
                AccountService(database, passwords, settings.registration_open),
                SignInService(database, attempts, passwords, tokens, settings.refresh_token_days),
                ProfileService(database, cache, attempts, passwords),
                Housekeeping(database),
            )
        finally:
            passwords.close()


async def get_context(request: Request) -> Context:
    """Return the context of the process (a FastAPI dependency)."""
    # Not a plain function: FastAPI would send that to a thread, on every request.
    context: Context = request.state.context
    return context


InContext = Annotated[Context, Depends(get_context)]
