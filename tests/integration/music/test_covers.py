"""Folder pictures become album covers, and two imports at it never wait for each other."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import httpx
import psycopg
import pytest

from legato_kit.database import Database
from music_service.imports.worker import Worker
from music_service.storage.queue import Claim, QueueStore
from tests.integration.conftest import TestDatabase
from tests.integration.music.conftest import import_now, items
from tests.support.archives import make_zip
from tests.support.audio import Tags, make_audio, make_cover
from tests.support.deadlines import REQUEST_SECONDS
from tests.support.waiting import until

pytestmark = pytest.mark.integration

WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = %s"
FREE = "SELECT id FROM album WHERE id > %s ORDER BY id FOR UPDATE SKIP LOCKED"


async def test_albums_are_locked_in_the_order_of_their_ids(
    curator: httpx.AsyncClient,
    worker: Worker,
    service_database: Database,
    migrated: TestDatabase,
) -> None:
    files = {f"{name}/{name}.ogg": _song(name) for name in "abcdef"}
    covers = {f"{name}/cover.jpg": make_cover() for name in "abcdef"}
    found = await import_now(curator, worker, "a.zip", make_zip({**files, **covers}))
    album_ids = sorted(UUID(album["id"]) for album in await items(curator, "/v1/albums"))
    claim = Claim(UUID(found["id"]), 1, 1, "", "", 0, None)
    async with await psycopg.AsyncConnection.connect(migrated.uri) as other:
        await _forget_covers(other, album_ids[::-1])
        await other.execute("SELECT 1 FROM album WHERE id = %s FOR UPDATE", [album_ids[2]])
        setting = asyncio.create_task(_set_covers(service_database, claim))

        async def is_waiting() -> bool:
            return bool(await _column(migrated, WAITING, migrated.name))

        await until(is_waiting, "somebody waits for the album", REQUEST_SECONDS)
        assert await _column(migrated, FREE, album_ids[2]) == album_ids[3:]
        await other.rollback()
    await setting
    assert all(album["cover"] for album in await items(curator, "/v1/albums"))


def _song(name: str) -> bytes:
    return make_audio(Tags(title=name, artist="A", album=name), seconds=0.5)


async def _forget_covers(
    connection: psycopg.AsyncConnection[tuple[object, ...]], album_ids: Sequence[UUID]
) -> None:
    """Take covers away one by one, so that rows lie in the table in this order."""
    for album_id in album_ids:
        await connection.execute("UPDATE album SET cover_id = NULL WHERE id = %s", [album_id])
    await connection.commit()


async def _set_covers(database: Database, claim: Claim) -> None:
    async with database.transaction() as session:
        await QueueStore(session).set_folder_covers(claim)


async def _column(database: TestDatabase, statement: str, value: object) -> Sequence[object]:
    async with await psycopg.AsyncConnection.connect(database.uri) as connection:
        found = await connection.execute(statement, [value])
        return [row[0] for row in await found.fetchall()]
