"""The Postgres of one machine: who may connect, and what outlives a crash."""

import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from legato_local.errors import RefusalError
from legato_local.parts.databases import Database
from legato_local.parts.postgres import Postgres
from tests.support.ports import free_ports

SONGS = Database(name="songs_db", owner="songs_service", password="sing-1")
USERS = Database(name="users_db", owner="users_service", password="sign-2")


@pytest.fixture
def server(short_folder: Path) -> Postgres:
    """A server of this test alone, not started."""
    (port,) = free_ports(1)
    return Postgres(
        data=short_folder / "postgres",
        conf=short_folder / "conf",
        sockets=short_folder / "run",
        log=short_folder / "logs" / "postgres.log",
        port=port,
        password="super-3",
        databases=(SONGS, USERS),
    )


@pytest.fixture
async def started(server: Postgres) -> AsyncIterator[Postgres]:
    """A server of this test alone, with its databases."""
    async with server:
        yield server


@contextmanager
def unburied_postgres(folder: Path) -> Iterator[int]:
    """A process that is called as Postgres is, was killed, and was not asked after."""
    look_alike = folder / "bin" / "postgres"
    look_alike.parent.mkdir()
    look_alike.symlink_to("/bin/sleep")
    with subprocess.Popen([look_alike, "600"]) as process:
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        yield process.pid


def name_in_lock(folder: Path, pid: int) -> None:
    lock = folder / "postgres" / "postmaster.pid"
    lines = lock.read_text().splitlines()
    lock.write_text("\n".join([str(pid), *lines[1:]]) + "\n")


async def test_each_owner_reaches_its_own_database_and_no_other(started: Postgres) -> None:
    async with await psycopg.AsyncConnection.connect(started.uri(SONGS)) as connection:
        await connection.execute("create table songs (title text)")
    foreign = started.uri(SONGS).replace(SONGS.name, USERS.name)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        await psycopg.AsyncConnection.connect(foreign)


async def test_nobody_enters_without_the_password(started: Postgres) -> None:
    wrong = started.uri(SONGS).replace(SONGS.password, "guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        await psycopg.AsyncConnection.connect(wrong)


async def test_a_changed_password_takes_effect_when_provisioned_again(started: Postgres) -> None:
    changed = Database(name=SONGS.name, owner=SONGS.owner, password="new-4")
    started.databases = (changed,)
    await started.provision()
    async with await psycopg.AsyncConnection.connect(started.uri(changed)):
        pass


async def test_an_acknowledged_write_outlives_a_kill(server: Postgres) -> None:
    async with server:
        async with await psycopg.AsyncConnection.connect(server.uri(SONGS)) as connection:
            await connection.execute("create table songs (title text)")
            await connection.execute("insert into songs values ('kept')")
        await server.kill()
    async with server, await psycopg.AsyncConnection.connect(server.uri(SONGS)) as connection:
        cursor = await connection.execute("select title from songs")
        assert await cursor.fetchall() == [("kept",)]


async def test_a_lock_file_that_names_a_stranger_does_not_stop_the_start(
    server: Postgres, short_folder: Path
) -> None:
    async with server:
        await server.kill()
    name_in_lock(short_folder, os.getppid())
    async with server:
        await server.check_ready()


async def test_a_lock_file_that_names_an_unburied_postgres_does_not_stop_the_start(
    server: Postgres, short_folder: Path
) -> None:
    async with server:
        await server.kill()
    with unburied_postgres(short_folder) as pid:
        name_in_lock(short_folder, pid)
        async with server:
            await server.check_ready()


async def test_a_half_made_data_folder_is_made_anew(server: Postgres, short_folder: Path) -> None:
    unfinished = short_folder / "postgres.new"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("17\n")
    async with server:
        assert not unfinished.exists()


async def test_data_of_another_major_version_are_refused(
    server: Postgres, short_folder: Path
) -> None:
    data = short_folder / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("16\n")
    with pytest.raises(RefusalError, match="written by Postgres 16") as refused:
        await server.prepare()
    assert "pg_dump" in refused.value.advice


async def test_no_password_reaches_the_log(started: Postgres) -> None:
    await started.provision()
    written = started.log.read_text()
    assert SONGS.password not in written
    assert "super-3" not in written
