"""Opening what a process holds by its settings; each is closed when its block ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr

from legato_kit.cache import Cache
from legato_kit.database import Database
from legato_kit.instruments import Instruments
from legato_kit.settings import ProcessSettings, ServiceSettings
from legato_kit.statements import load_statements


@asynccontextmanager
async def open_database(
    settings: ProcessSettings, instruments: Instruments, storage: str
) -> AsyncIterator[Database]:
    """Open the pools; `storage` is the package whose statements run. Waits for no server."""
    database = Database(
        settings.database_uri.get_secret_value(),
        _reveal(settings.database_ro_uri),
        settings.database_pool_size,
        load_statements("legato_kit", storage),
        instruments.telemetry,
    )
    database.observe_pools(instruments.metrics)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def open_cache(settings: ServiceSettings, instruments: Instruments) -> AsyncIterator[Cache]:
    """Open the cache, or what stands for it where there is none. Waits for no server."""
    cache = Cache(_reveal(settings.cache_uri), instruments.telemetry, instruments.metrics)
    try:
        yield cache
    finally:
        await cache.close()


def _reveal(uri: SecretStr | None) -> str | None:
    return None if uri is None else uri.get_secret_value()
