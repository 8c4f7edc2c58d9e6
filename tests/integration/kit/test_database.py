"""What a service sees of its database when things go wrong."""

import asyncio
import time

import pytest
from psycopg import sql

from legato_kit.database import RECONNECT_SECONDS, WAITERS_PER_CONNECTION, Database
from legato_kit.errors import (
    DeadlineExceededError,
    UnavailableError,
    UniqueViolationError,
    UnprocessableError,
)
from legato_kit.requests import request_scope
from legato_local.parts.postgres import Postgres
from tests.integration.conftest import TestDatabase
from tests.integration.kit.conftest import opened
from tests.support.deadlines import SERVER_READY_SECONDS
from tests.support.ports import free_ports
from tests.support.waiting import until

pytestmark = pytest.mark.integration


async def count(pools: Database) -> int:
    async with pools.reading() as session:
        counted: int = await session.fetch_value("note.count")
        return counted


async def add(pools: Database, number: int) -> None:
    async with pools.transaction() as session:
        await session.execute("note.add", id=number, body="text")


async def serves(pools: Database) -> bool:
    try:
        return await count(pools) >= 0
    except UnavailableError:
        return False


async def test_a_transaction_that_fails_leaves_nothing(pools: Database) -> None:
    async def add_twice() -> None:
        async with pools.transaction() as session:
            await session.execute("note.add", id=1, body="a")
            await session.execute("note.add", id=1, body="b")

    with pytest.raises(UniqueViolationError) as raised:
        await add_twice()
    assert raised.value.constraint == "note_pkey"
    assert await count(pools) == 0


async def test_a_value_that_cannot_be_stored_is_the_callers_mistake(pools: Database) -> None:
    with pytest.raises(UnprocessableError):
        async with pools.transaction() as session:
            await session.execute("note.add", id=1, body="a\0b")


async def test_reads_go_to_the_primary_while_no_replica_answers(
    notes: TestDatabase, clean_database: TestDatabase
) -> None:
    (nobody,) = free_ports(1)
    replica = f"postgresql://nobody@127.0.0.1:{nobody}/none"
    async with opened(notes.uri, replica, size=2) as pools:
        await add(pools, 1)
        for _ in range(3):
            assert await count(pools) == 1


async def test_readers_that_hold_every_connection_keep_no_write_waiting(
    notes: TestDatabase, clean_database: TestDatabase
) -> None:
    async with opened(notes.uri, None, size=1) as pools, pools.reading():
        await add(pools, 1)


async def test_more_callers_than_may_wait_are_told_to_come_back(notes: TestDatabase) -> None:
    async with opened(notes.uri, None, size=1) as pools:
        holding, release = asyncio.Event(), asyncio.Event()

        async def hold() -> None:
            async with pools.reading():
                holding.set()
                await release.wait()

        async def wait_in_line() -> None:
            with request_scope("r", 60.0):
                await count(pools)

        holder = asyncio.create_task(hold())
        await holding.wait()
        callers = [asyncio.create_task(wait_in_line()) for _ in range(WAITERS_PER_CONNECTION + 3)]
        done, _ = await asyncio.wait(callers, return_when=asyncio.FIRST_COMPLETED)
        assert isinstance(next(iter(done)).exception(), UnavailableError)
        release.set()
        await asyncio.gather(holder, *callers, return_exceptions=True)


async def test_a_server_that_is_no_primary_any_more_is_away_for_writes(
    notes: TestDatabase, clean_database: TestDatabase, postgres: Postgres
) -> None:
    role = sql.Identifier(notes.name)
    async with await postgres.connect() as administration:
        demote = sql.SQL("alter role {} set default_transaction_read_only = on").format(role)
        await administration.execute(demote)
        try:
            async with opened(notes.uri, None, size=1) as pools:
                assert await count(pools) == 0
                with pytest.raises(UnavailableError):
                    await add(pools, 1)
        finally:
            await administration.execute(sql.SQL("alter role {} reset all").format(role))


async def test_a_caller_that_gives_up_amid_a_statement_costs_one_connection_and_no_other(
    pools: Database,
) -> None:
    async def sleep() -> None:
        async with pools.reading() as session:
            await session.fetch_value("note.sleep", seconds=60)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(sleep(), timeout=0.2)
    for number in range(8):
        await add(pools, number)
    assert await count(pools) == 8


async def test_a_request_whose_time_is_over_takes_no_connection(pools: Database) -> None:
    with request_scope("r", 0.0), pytest.raises(DeadlineExceededError):
        await count(pools)


async def test_a_killed_server_is_an_error_at_once_and_serves_again_when_it_is_back(
    pools: Database, postgres: Postgres
) -> None:
    await add(pools, 1)
    await postgres.kill()
    try:
        with pytest.raises(UnavailableError):
            await add(pools, 2)
    finally:
        await postgres.start()
        await postgres.wait_ready()

    await until(lambda: serves(pools), "the pool serves again", SERVER_READY_SECONDS)
    assert await count(pools) == 1


async def test_a_long_outage_under_traffic_ends_when_the_server_is_back(
    notes: TestDatabase, clean_database: TestDatabase, postgres: Postgres
) -> None:
    async with opened(notes.uri, None, size=1) as pools:
        await postgres.kill()
        killed = time.monotonic()

        async def outlasts_every_attempt() -> bool:
            callers = [count(pools) for _ in range(WAITERS_PER_CONNECTION)]
            answers = await asyncio.gather(*callers, return_exceptions=True)
            assert all(isinstance(answer, UnavailableError) for answer in answers)
            return time.monotonic() - killed > 2 * RECONNECT_SECONDS

        try:
            await until(outlasts_every_attempt, "a long outage", SERVER_READY_SECONDS)
        finally:
            await postgres.start()
            await postgres.wait_ready()
        await until(lambda: serves(pools), "the pool serves again", SERVER_READY_SECONDS)


async def test_connections_that_died_while_idle_are_not_handed_out(
    pools: Database, postgres: Postgres
) -> None:
    async with pools.reading() as session:
        backend = await session.fetch_value("note.backend")
    async with await postgres.connect() as administration:
        await administration.execute("select pg_terminate_backend(%s, 5000)", [backend])
    for number in range(8):
        await add(pools, number)
