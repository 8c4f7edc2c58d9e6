"""The kit's pools on a real Postgres."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest

from legato_kit.database import Database
from legato_kit.statements import Statements
from legato_kit.telemetry import Telemetry
from tests.integration.conftest import TestDatabase

STATEMENTS = Statements(
    {
        "note.add": "INSERT INTO note (id, body) VALUES (%(id)s, %(body)s)",
        "note.count": "SELECT count(*) FROM note",
        "note.sleep": "SELECT pg_sleep(%(seconds)s)",
        "note.backend": "SELECT pg_backend_pid()",
    }
)


@pytest.fixture(scope="module")
async def notes(database: TestDatabase) -> TestDatabase:
    """This module's database with one small table."""
    async with await psycopg.AsyncConnection.connect(database.uri, autocommit=True) as connection:
        await connection.execute("CREATE TABLE note (id int PRIMARY KEY, body text NOT NULL)")
    return database


@pytest.fixture
async def pools(notes: TestDatabase, clean_database: TestDatabase) -> AsyncIterator[Database]:
    """The pools of a service, without a replica."""
    async with opened(notes.uri, None, size=4) as pools:
        yield pools


@asynccontextmanager
async def opened(uri: str, ro_uri: str | None, *, size: int) -> AsyncIterator[Database]:
    """Pools that are open within the block."""
    pools = Database(uri, ro_uri, size, STATEMENTS, Telemetry("test", None))
    await pools.open()
    try:
        yield pools
    finally:
        await pools.close()
