"""Listeners for the figures: accounts without the expensive hash of a sign-up."""

import time

from legato_kit.database import Database
from legato_kit.ids import new_id
from legato_kit.statements import load_statements
from legato_kit.telemetry import Telemetry
from tests.bench.stack import Measured
from tests.support.tokens import api_claims, bearer
from user_service.storage.accounts import Account, AccountStore

TOKEN_SECONDS = 3600
"""Longer than any run."""


async def add_listeners(measured: Measured, count: int) -> list[dict[str, str]]:
    """Add accounts that nobody can sign in to; return a header with a token for each."""
    accounts = [_account(number) for number in range(count)]
    database = Database(
        measured.legato.stack.user.environment["USER_SERVICE_DATABASE_URI"],
        None,
        1,
        load_statements("user_service.storage"),
        Telemetry("bench", None),
    )
    await database.open()
    try:
        async with database.transaction() as session:
            for account in accounts:
                await AccountStore(session).add(account)
    finally:
        await database.close()
    keys, expiry = measured.api_keys, int(time.time()) + TOKEN_SECONDS
    return [bearer(keys.sign(api_claims(sub=str(account.id), exp=expiry))) for account in accounts]


def _account(number: int) -> Account:
    identifier = new_id()
    return Account(
        id=identifier,
        email=f"{identifier}@example.org",
        password_hash="of no password",
        display_name=f"Listener {number}",
        plan="free",
        roles=["listener"],
    )
