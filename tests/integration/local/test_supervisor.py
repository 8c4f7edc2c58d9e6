"""Parts under the supervisor: what comes back, what goes on, and what is left alone."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest
from redis.asyncio import Redis

from legato_local.home import Home, open_home
from legato_local.orphans import end_orphans, find_orphans
from legato_local.part import NotReadyError, Part
from legato_local.parts.databases import Database
from legato_local.parts.postgres import Postgres
from legato_local.parts.valkey import Valkey
from legato_local.processes import Identity, read_record
from legato_local.programs import write_programs
from legato_local.supervisor import Supervisor
from tests.support.deadlines import PART_BACK_SECONDS, PROCESS_GONE_SECONDS
from tests.support.ports import free_block
from tests.support.waiting import until

SONGS = Database(name="songs_db", owner="songs_service", password="sing-1")


class Parent(Part):
    """A process that starts another one in its group, and tells its id in a file."""

    name = "parent"

    def __init__(self, home: Home) -> None:
        super().__init__(home.log(self.name))
        self.child = home.scratch / "child"

    @property
    def argv(self) -> Sequence[str]:
        code = (
            "import pathlib, subprocess, sys, time\n"
            "child = subprocess.Popen(['/bin/sleep', '600'])\n"
            "pathlib.Path(sys.argv[1]).write_text(str(child.pid))\n"
            "time.sleep(600)"
        )
        return (sys.executable, "-c", code, str(self.child))

    async def check_ready(self) -> None:
        if not self.child.exists():
            raise NotReadyError("no child yet")


@dataclass(frozen=True)
class Supervised:
    """Some parts of a home, and their supervisor."""

    home: Home
    supervisor: Supervisor
    postgres: Postgres
    cache: Valkey
    parent: Parent

    @property
    def parts(self) -> Sequence[Part]:
        return (self.postgres, self.cache, self.parent)

    def identity(self, name: str) -> Identity:
        found = read_record(self.home.record(name))
        assert found is not None
        return found

    async def start(self) -> None:
        for part in self.parts:
            await part.prepare()
        write_programs(self.home, self.parts)
        await self.supervisor.ensure()
        await self.supervisor.update()
        for part in self.parts:
            await self.supervisor.start(part.name)
            await part.wait_ready()
        await self.postgres.provision()

    async def kill(self, name: str) -> Identity:
        """Kill a process, and return when it is gone."""
        killed = self.identity(name)
        os.kill(killed.pid, signal.SIGKILL)

        async def is_gone() -> bool:
            return not killed.is_alive

        await until(is_gone, f"the end of {name}", PROCESS_GONE_SECONDS)
        return killed

    async def until_back(self, part: Part, killed: Identity) -> None:
        """Wait until another process of the part answers."""

        async def is_back() -> bool:
            if self.identity(part.name) == killed:
                return False
            try:
                await part.check_ready()
            except NotReadyError:
                return False
            return True

        await until(is_back, f"the return of {part.name}", PART_BACK_SECONDS)


def build(folder: Path) -> Supervised:
    home = open_home(folder, port=free_block(2))
    postgres = Postgres(
        data=home.postgres,
        conf=home.conf,
        sockets=home.run,
        log=home.log("postgres"),
        port=home.port,
        password="super-2",
        databases=(SONGS,),
    )
    cache = Valkey(
        name="cache",
        conf=home.conf,
        log=home.log("cache"),
        port=home.port + 1,
        password="keep-3",
    )
    return Supervised(home, Supervisor(home), postgres, cache, Parent(home))


async def end_all(supervised: Supervised) -> None:
    if await supervised.supervisor.is_running():
        stops = [supervised.supervisor.stop(part.name) for part in supervised.parts]
        await asyncio.gather(*stops)
        await supervised.supervisor.end()
    await end_orphans(supervised.home, supervised.parts)


@pytest.fixture
async def supervised(short_folder: Path) -> AsyncIterator[Supervised]:
    made = build(short_folder / "home")
    try:
        await made.start()
        yield made
    finally:
        await end_all(made)


def runs(process: psutil.Process) -> bool:
    """Whether a process does; one that only waits to be asked after does not."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


async def is_gone(process: psutil.Process) -> bool:
    return not runs(process)


async def write_song(postgres: Postgres, title: str) -> None:
    async with await psycopg.AsyncConnection.connect(postgres.uri(SONGS)) as connection:
        await connection.execute("create table if not exists songs (title text)")
        await connection.execute("insert into songs values (%s)", [title])


async def read_songs(postgres: Postgres) -> list[str]:
    async with await psycopg.AsyncConnection.connect(postgres.uri(SONGS)) as connection:
        cursor = await connection.execute("select title from songs order by title")
        return [title for (title,) in await cursor.fetchall()]


async def test_a_killed_server_comes_back_with_every_acknowledged_write(
    supervised: Supervised,
) -> None:
    await write_song(supervised.postgres, "kept")
    killed = await supervised.kill("postgres")
    await supervised.until_back(supervised.postgres, killed)
    assert await read_songs(supervised.postgres) == ["kept"]


async def test_a_killed_cache_comes_back_empty(supervised: Supervised) -> None:
    async with Redis.from_url(supervised.cache.uri) as client:
        await client.set("song", "kept in memory only")
    killed = await supervised.kill("cache")
    await supervised.until_back(supervised.cache, killed)
    async with Redis.from_url(supervised.cache.uri) as client:
        assert await client.dbsize() == 0


async def test_what_a_dead_part_leaves_of_its_group_is_ended(supervised: Supervised) -> None:
    child = psutil.Process(int(supervised.parent.child.read_text()))
    await supervised.kill("parent")
    await until(lambda: is_gone(child), "the end of the child", PROCESS_GONE_SECONDS)


async def test_parts_outlive_their_supervisor_and_the_next_one_takes_over(
    supervised: Supervised,
) -> None:
    await write_song(supervised.postgres, "kept")
    await supervised.kill("supervisor")
    await write_song(supervised.postgres, "written without a supervisor")
    assert [part.name for part in find_orphans(supervised.home, supervised.parts)] == [
        "postgres",
        "cache",
        "parent",
    ]
    await end_orphans(supervised.home, supervised.parts)
    assert not find_orphans(supervised.home, supervised.parts)
    await supervised.start()
    assert await read_songs(supervised.postgres) == ["kept", "written without a supervisor"]


async def test_all_of_them_killed_at_once_lose_nothing(supervised: Supervised) -> None:
    await write_song(supervised.postgres, "kept")
    child = psutil.Process(int(supervised.parent.child.read_text()))
    for name in ("supervisor", "postgres", "cache", "parent"):
        await supervised.kill(name)
    assert runs(child)
    await end_orphans(supervised.home, supervised.parts)
    await until(lambda: is_gone(child), "the end of the child", PROCESS_GONE_SECONDS)
    await supervised.start()
    assert await read_songs(supervised.postgres) == ["kept"]


async def test_a_record_that_names_a_stranger_ends_nobody(supervised: Supervised) -> None:
    await supervised.supervisor.end()
    stranger = await asyncio.create_subprocess_exec("/bin/sleep", "600", start_new_session=True)
    for name in ("supervisor", "postgres", "cache"):
        past = supervised.identity(name)
        record = f"{stranger.pid} {past.started} {past.boot}\n"
        supervised.home.record(name).write_text(record)
    await end_orphans(supervised.home, supervised.parts)
    await supervised.supervisor.end()
    await supervised.start()
    assert stranger.returncode is None
    stranger.kill()
    await stranger.wait()


async def test_only_what_changed_is_started_anew(supervised: Supervised) -> None:
    before = {part.name: supervised.identity(part.name) for part in supervised.parts}
    changed = Valkey(
        name="cache",
        conf=supervised.home.conf,
        log=supervised.cache.log,
        port=supervised.cache.ports["valkey"],
        password="keep-3",
        megabytes=32,
    )
    await changed.prepare()
    write_programs(supervised.home, (supervised.postgres, changed, supervised.parent))
    await supervised.supervisor.update()
    await supervised.supervisor.start("cache")
    await changed.wait_ready()
    after = {part.name: supervised.identity(part.name) for part in supervised.parts}
    assert {name for name in before if before[name] != after[name]} == {"cache"}


async def test_what_is_as_it_was_written_has_no_differences(supervised: Supervised) -> None:
    write_programs(supervised.home, supervised.parts)
    assert not any(await supervised.supervisor.differences())


async def test_the_end_of_the_supervisor_leaves_no_process(supervised: Supervised) -> None:
    running = psutil.Process(supervised.identity("supervisor").pid)
    everybody = [running, *running.children(recursive=True)]
    await supervised.supervisor.end()
    assert not [each for each in everybody if runs(each)]


async def test_two_homes_run_side_by_side(supervised: Supervised, short_folder: Path) -> None:
    other = build(short_folder / "other")
    try:
        await other.start()
        await write_song(supervised.postgres, "one")
        await write_song(other.postgres, "other")
        await end_all(other)
        assert await read_songs(supervised.postgres) == ["one"]
    finally:
        await end_all(other)
