"""Real servers, each started once per run on random ports and cleaned for every test."""

import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from redis.asyncio import Redis

from legato_local.parts import databases
from legato_local.parts.databases import Database
from legato_local.parts.postgres import Postgres
from legato_local.parts.seaweedfs import FLAGS, SeaweedFS
from legato_local.parts.valkey import Valkey
from tests.support.ports import free_ports

PASSWORD = "only-for-tests"

KEPT_TABLES = "_yoyo%"
"""Migrations write down here what they have done; it stays when a test's rows go."""


@dataclass(frozen=True)
class TestDatabase:
    """A database of one test module: where it is, and how it is emptied."""

    __test__ = False

    name: str
    uri: str

    async def clean(self) -> None:
        """Remove all rows of all tables, but keep the tables."""
        async with await psycopg.AsyncConnection.connect(self.uri, autocommit=True) as connection:
            found = await connection.execute(
                "select schemaname, tablename from pg_tables where tableowner = current_user"
                " and tablename not like %s and tablename <> 'yoyo_lock'",
                [KEPT_TABLES],
            )
            tables = [sql.Identifier(*row) for row in await found.fetchall()]
            if tables:
                names = sql.SQL(", ").join(tables)
                await connection.execute(
                    sql.SQL("truncate {} restart identity cascade").format(names)
                )


@pytest.fixture(scope="session")
def workplace() -> Iterator[Path]:
    """A folder of this run with a path short enough for Unix sockets."""
    folder = Path(tempfile.mkdtemp(prefix="lg-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
async def postgres(workplace: Path) -> AsyncIterator[Postgres]:
    """A Postgres server without databases of its own; see `database`."""
    (port,) = free_ports(1)
    async with Postgres(
        data=workplace / "postgres",
        conf=workplace / "conf",
        sockets=workplace / "run",
        log=workplace / "logs" / "postgres.log",
        port=port,
        password=PASSWORD,
    ) as server:
        yield server


@pytest.fixture(scope="session")
def database_numbers() -> Iterator[int]:
    """Numbers that no two test modules share."""
    return itertools.count(1)


@pytest.fixture(scope="module")
async def database(
    postgres: Postgres, database_numbers: Iterator[int]
) -> AsyncIterator[TestDatabase]:
    """An empty database of this module with an owner of its own; nothing is migrated."""
    name = f"test_{next(database_numbers)}"
    made = Database(name=name, owner=name, password=PASSWORD)
    async with await postgres.connect() as connection:
        await databases.ensure(connection, made)
    yield TestDatabase(name=name, uri=postgres.uri(made))
    # A connection of its own: a test may have killed the server meanwhile.
    async with await postgres.connect() as connection:
        identifier = sql.Identifier(name)
        await connection.execute(sql.SQL("drop database {} with (force)").format(identifier))
        await connection.execute(sql.SQL("drop role {}").format(identifier))


@pytest.fixture
async def clean_database(database: TestDatabase) -> AsyncIterator[TestDatabase]:
    """This module's database, emptied after each test that asks for it."""
    yield database
    await database.clean()


@pytest.fixture(scope="session")
async def valkey_server(workplace: Path) -> AsyncIterator[Valkey]:
    """A Valkey server; see `valkey` for one that is empty."""
    (port,) = free_ports(1)
    async with Valkey(
        name="valkey",
        conf=workplace / "conf",
        log=workplace / "logs" / "valkey.log",
        port=port,
        password=PASSWORD,
    ) as server:
        yield server


@pytest.fixture
async def valkey(valkey_server: Valkey) -> AsyncIterator[Valkey]:
    """A Valkey server that holds nothing yet, and nothing after the test."""
    yield valkey_server
    async with Redis.from_url(valkey_server.uri) as client:
        await client.flushall()


@pytest.fixture(scope="session")
async def seaweedfs(workplace: Path) -> AsyncIterator[SeaweedFS]:
    """An S3 server without buckets; each test makes one of its own name."""
    async with SeaweedFS(
        data=workplace / "seaweedfs",
        conf=workplace / "conf",
        log=workplace / "logs" / "seaweedfs.log",
        ports=free_ports(len(FLAGS)),
        access_key="test",
        secret_key=PASSWORD,
    ) as server:
        yield server
