"""What is left over is removed, and nothing that is needed."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psycopg
import pytest

from legato_kit.database import Database
from legato_kit.ids import new_id
from music_service.services.housekeeping import Housekeeping
from music_service.storage.objects import LEFT_OVER_HOURS, ObjectStore
from tests.integration.conftest import TestDatabase
from tests.integration.music.conftest import upload

pytestmark = pytest.mark.integration

SOON = timedelta(minutes=1)


@pytest.fixture
def housekeeping(service_database: Database, objects: ObjectStore) -> Housekeeping:
    return Housekeeping(service_database, objects)


async def test_only_old_uploads_that_no_import_needs_are_removed(
    curator: httpx.AsyncClient, housekeeping: Housekeeping, objects: ObjectStore
) -> None:
    path = await upload(curator, "a.ogg", b"needed")
    needed, stray = f"uploads/{path.rpartition('/')[2]}", f"uploads/{new_id()}"
    await objects.put_bytes(stray, b"left over", "")
    await housekeeping.purge()
    assert {found.key async for found in objects.list_objects("uploads/")} == {needed, stray}
    await housekeeping.purge_uploads(datetime.now(UTC) + SOON)
    assert {found.key async for found in objects.list_objects("uploads/")} == {needed}


async def test_half_written_files_of_dead_processes_are_removed(
    housekeeping: Housekeeping, tmp_path: Path
) -> None:
    folder = tmp_path / "objects" / "uploads"
    folder.mkdir(parents=True)
    old, young = folder / "a#1", folder / "b#1"
    for file in (old, young):
        file.write_bytes(b"half")
    then = (datetime.now(UTC) - timedelta(hours=LEFT_OVER_HOURS + 1)).timestamp()
    os.utime(old, (then, then))
    await housekeeping.purge()
    assert list(folder.iterdir()) == [young]


async def test_idempotency_keys_are_forgotten_after_a_day(
    curator: httpx.AsyncClient, housekeeping: Housekeeping, migrated: TestDatabase
) -> None:
    key = {"Idempotency-Key": str(new_id())}
    first = await upload(curator, "a.ogg", b"x", **key)
    async with await psycopg.AsyncConnection.connect(migrated.uri, autocommit=True) as connection:
        await connection.execute(
            "UPDATE idempotency_key SET created_at = now() - interval '25 hours'"
        )
    await housekeeping.purge()
    assert await upload(curator, "a.ogg", b"x", **key) != first
