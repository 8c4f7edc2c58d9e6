"""Importers that are killed, stopped, or many: every entry is dealt with once."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from legato_kit.database import Database
from legato_kit.errors import UnavailableError
from legato_local.part import running
from music_service.imports.worker import MAX_ATTEMPTS, Worker
from music_service.models import ImportState
from music_service.settings import ImporterSettings
from music_service.storage.objects import ObjectStore
from music_service.storage.queue import LeaseLostError, QueueStore
from tests.integration.conftest import TestDatabase
from tests.integration.music.conftest import NewWorker, get, items, upload, work_off
from tests.integration.music.processes import build_importer
from tests.support.archives import make_zip
from tests.support.audio import Tags, make_noise, tag_audio
from tests.support.deadlines import IMPORT_SECONDS
from tests.support.waiting import until

pytestmark = pytest.mark.integration

TRACKS = 150
"""Enough to be met half-way."""

LEASE_SECONDS = 2.0
"""Short, so that a killed importer's work is taken up soon."""


class AwayStore(ObjectStore):
    """A store that cannot be reached, over the same files."""

    def __init__(self, reached: ObjectStore) -> None:
        super().__init__(reached._store)  # noqa: SLF001 - which no service asks for

    async def has(self, key: str, size: int) -> bool:
        """Raise `UnavailableError`."""
        raise UnavailableError("the object store is away")


@pytest.fixture(scope="module")
def library() -> Mapping[str, bytes]:
    """Tracks that differ in their tags alone."""
    noise = make_noise(seconds=0.5)
    return {
        f"{number}.ogg": tag_audio(
            noise, Tags(title=f"{number}", artist="Many", album="One", number=number), "ogg"
        )
        for number in range(1, TRACKS + 1)
    }


async def over(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    """Return the import once it is over."""

    async def look() -> dict[str, Any] | None:
        found = await get(client, path)
        return None if found["state"] in {"queued", "running"} else found

    found = await until(look, "the import is over", IMPORT_SECONDS)
    assert found is not None
    return found


async def begun(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    """Return the import once something of it is there."""

    async def look() -> dict[str, Any] | None:
        found = await get(client, path)
        return found if found["imported"] else None

    found = await until(look, "the import has begun", IMPORT_SECONDS)
    assert found is not None
    return found


async def test_a_killed_importers_work_is_finished_by_the_next_and_nothing_is_done_twice(
    curator: httpx.AsyncClient,
    importer_settings: ImporterSettings,
    library: Mapping[str, bytes],
    tmp_path: Path,
) -> None:
    path = await upload(curator, "library.zip", make_zip(library))
    importer = build_importer(importer_settings, tmp_path / "first.log", LEASE_SECONDS)
    async with importer:
        found = await begun(curator, path)
        await importer.kill()
    assert found["state"] == "running", "it was over before it could be killed"
    async with running(build_importer(importer_settings, tmp_path / "next.log", LEASE_SECONDS)):
        found = await over(curator, path)
    assert (found["state"], found["imported"], found["unchanged"]) == ("succeeded", TRACKS, 0)
    titles = Counter(track["title"] for track in await items(curator, "/v1/tracks", limit=200))
    assert titles == Counter(f"{number}" for number in range(1, TRACKS + 1))
    assert len(await items(curator, "/v1/albums")) == 1


async def test_an_importer_that_is_stopped_gives_its_work_back_at_once(
    curator: httpx.AsyncClient,
    importer_settings: ImporterSettings,
    library: Mapping[str, bytes],
    tmp_path: Path,
) -> None:
    path = await upload(curator, "library.zip", make_zip(library))
    async with running(build_importer(importer_settings, tmp_path / "first.log", 3600)):
        await begun(curator, path)
    assert (await get(curator, path))["state"] == "queued"
    async with running(build_importer(importer_settings, tmp_path / "next.log", 3600)):
        found = await over(curator, path)
    assert (found["state"], found["imported"], found["unchanged"]) == ("succeeded", TRACKS, 0)


async def test_importers_at_work_at_once_do_nothing_twice(
    curator: httpx.AsyncClient, new_worker: NewWorker, library: Mapping[str, bytes]
) -> None:
    few = dict(list(library.items())[:20])
    backwards = dict(reversed(few.items()))
    paths = [await upload(curator, "a.zip", make_zip(files)) for files in (few, backwards) * 2]
    workers = [new_worker() for _ in range(4)]
    await asyncio.gather(*map(work_off, workers))
    ended = [await get(curator, path) for path in paths]
    assert [found["state"] for found in ended] == ["succeeded"] * 4
    assert sum(found["imported"] for found in ended) == 20
    assert sum(found["unchanged"] for found in ended) == 60
    assert len(await items(curator, "/v1/tracks")) == 20


async def test_an_import_that_was_interrupted_too_often_fails_and_says_so(
    curator: httpx.AsyncClient, worker: Worker, service_database: Database
) -> None:
    path = await upload(curator, "a.ogg", make_noise())
    for _ in range(MAX_ATTEMPTS):
        async with service_database.transaction() as session:
            assert await QueueStore(session).claim(lease_seconds=0.0)
    await work_off(worker)
    found = await get(curator, path)
    assert (found["state"], found["imported"]) == ("failed", 0)
    assert "interrupted" in found["reason"]


async def test_an_importer_that_slept_through_its_lease_writes_nothing_any_more(
    curator: httpx.AsyncClient, worker: Worker, service_database: Database
) -> None:
    path = await upload(curator, "a.ogg", make_noise())
    async with service_database.transaction() as session:
        slept = await QueueStore(session).claim(lease_seconds=0.0)
    assert slept is not None
    await work_off(worker)
    with pytest.raises(LeaseLostError):
        await worker.pipeline.process(slept)
    found = await get(curator, path)
    assert (found["state"], found["imported"]) == ("succeeded", 1)


async def test_an_importer_that_reads_a_cancelled_import_finds_its_lease_gone(
    curator: httpx.AsyncClient, worker: Worker, service_database: Database
) -> None:
    path = await upload(curator, "a.ogg", make_noise())
    async with service_database.transaction() as session:
        claim = await QueueStore(session).claim(LEASE_SECONDS)
    assert claim is not None
    await curator.post(f"{path}/cancel")
    with pytest.raises(LeaseLostError):
        await worker.pipeline.process(claim)
    assert (await get(curator, path))["state"] == "cancelled"


async def test_a_store_that_is_away_postpones_an_import_as_often_as_it_takes(
    curator: httpx.AsyncClient,
    new_worker: NewWorker,
    objects: ObjectStore,
    migrated: TestDatabase,
) -> None:
    path = await upload(curator, "a.ogg", make_noise())
    worker = new_worker(store=AwayStore(objects))
    for _ in range(MAX_ATTEMPTS + 1):
        assert await worker.work_once()
        assert (await get(curator, path))["state"] == "queued"
        assert not await worker.work_once(), "it is tried again after a pause only"
        await make_due(migrated)
    await work_off(new_worker())
    assert (await get(curator, path))["state"] == "succeeded"


async def test_an_import_that_breaks_off_leaves_no_file_open(
    curator: httpx.AsyncClient,
    new_worker: NewWorker,
    objects: ObjectStore,
    service_database: Database,
) -> None:
    await upload(curator, "a.ogg", make_noise())
    worker = new_worker(store=AwayStore(objects))
    async with service_database.transaction() as session:
        claim = await QueueStore(session).claim(LEASE_SECONDS)
    assert claim is not None
    # While the error is held, so is all that its frames hold.
    with pytest.raises(UnavailableError) as raised:
        await worker.pipeline.process(claim)

    async def look() -> bool:
        return not any(is_under(path, worker.pipeline.scratch) for path in open_files())

    await until(look, "the scratch file is closed", IMPORT_SECONDS)
    assert raised.value is not None


def open_files() -> Iterator[str]:
    """Names of what this process has open; a file without a name ends with `(deleted)`."""
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            yield str(descriptor.readlink())


def is_under(path: str, folder: Path) -> bool:
    """Whether a file lies, or lay, in the folder."""
    return path.startswith(f"{folder.resolve()}/")


async def test_an_import_has_ended_even_where_its_upload_cannot_be_deleted(
    curator: httpx.AsyncClient,
    new_worker: NewWorker,
    objects: ObjectStore,
    service_database: Database,
) -> None:
    class KeepingStore(ObjectStore):
        async def delete(self, key: str) -> None:
            raise UnavailableError("the object store is away")

    path = await upload(curator, "a.ogg", make_noise())
    async with service_database.transaction() as session:
        claim = await QueueStore(session).claim(LEASE_SECONDS)
    assert claim is not None
    worker = new_worker(store=KeepingStore(objects._store))  # noqa: SLF001 - see above
    assert await worker.pipeline.process(claim) is ImportState.SUCCEEDED
    assert (await get(curator, path))["state"] == "succeeded"


async def test_an_import_that_meets_a_defect_again_and_again_fails_and_says_so(
    curator: httpx.AsyncClient,
    new_worker: NewWorker,
    objects: ObjectStore,
    migrated: TestDatabase,
) -> None:
    class BrokenStore(ObjectStore):
        async def has(self, key: str, size: int) -> bool:
            raise ValueError("a defect")

    path = await upload(curator, "a.ogg", make_noise())
    worker = new_worker(store=BrokenStore(objects._store))  # noqa: SLF001 - see above
    for _ in range(MAX_ATTEMPTS):
        assert await worker.work_once()
        await make_due(migrated)
    await work_off(worker)
    assert (await get(curator, path))["state"] == "failed"


async def make_due(database: TestDatabase) -> None:
    """Let the pause of every postponed import be over."""
    async with await psycopg.AsyncConnection.connect(database.uri, autocommit=True) as connection:
        await connection.execute("UPDATE import SET due_at = now()")


async def test_an_upload_that_is_gone_fails_its_import(
    curator: httpx.AsyncClient, worker: Worker, objects: ObjectStore
) -> None:
    path = await upload(curator, "a.ogg", make_noise())
    await objects.delete(f"uploads/{path.rpartition('/')[2]}")
    await work_off(worker)
    found = await get(curator, path)
    assert found["state"] == "failed"
    assert "not there" in found["reason"]
