"""The object store, S3 and plain files alike."""

import asyncio
import io
import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from legato_kit.errors import UnavailableError
from music_service.storage.objects import (
    PART_BYTES,
    ObjectMissingError,
    ObjectStore,
    build_object_store,
)
from tests.integration.music.unfinished import holds_any
from tests.support.deadlines import REQUEST_SECONDS
from tests.support.waiting import until

pytestmark = pytest.mark.integration

KEY = "uploads/one"


@pytest.fixture(params=["files", "s3"])
def objects_uri(request: pytest.FixtureRequest) -> str:
    """Both kinds of store."""
    uri: str = request.getfixturevalue(f"{request.param}_uri")
    return uri


async def chunks_of(content: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def test_a_stream_comes_back_whole_and_in_ranges(objects: ObjectStore) -> None:
    content = os.urandom(2 * PART_BYTES + 12_345)
    await objects.put_stream(KEY, chunks_of(content))
    assert await objects.has(KEY, len(content))
    assert not await objects.has(KEY, len(content) - 1)

    def read_here_and_there() -> None:
        with io.BufferedReader(objects.open_reader(KEY, len(content)), 4096) as reader:
            for start in range(0, len(content) + 100, 300_007):
                size = start % 10_007
                reader.seek(start)
                assert reader.read(size) == content[start : start + size]
            assert reader.seek(-7, os.SEEK_END) == len(content) - 7
            assert reader.read() == content[-7:]

    await asyncio.to_thread(read_here_and_there)


async def test_a_stream_that_fails_leaves_nothing_and_raises_its_own_error(
    objects: ObjectStore, objects_uri: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    error = ObjectMissingError("of the stream itself")

    async def chunks() -> AsyncIterator[bytes]:
        yield bytes(2 * PART_BYTES)
        raise error

    with pytest.raises(ObjectMissingError) as raised:
        await objects.put_stream(KEY, chunks())
    assert raised.value is error
    assert not await holds_any(request, objects_uri, tmp_path)


async def test_a_stream_that_is_cancelled_leaves_nothing(
    objects: ObjectStore, objects_uri: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield bytes(2 * PART_BYTES)
        await asyncio.Event().wait()

    async def is_begun() -> bool:
        return await holds_any(request, objects_uri, tmp_path)

    writing = asyncio.create_task(objects.put_stream(KEY, chunks()))
    await until(is_begun, "some of it is there", REQUEST_SECONDS)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert not await is_begun()


async def test_files_and_small_objects_come_back_and_go(objects: ObjectStore) -> None:
    content = os.urandom(PART_BYTES + 1)
    with tempfile.TemporaryFile() as file:
        file.write(content)
        await objects.put_file("audio/a.ogg", file, "audio/ogg")
    await objects.put_bytes("covers/a.jpg", b"a picture", "image/jpeg")
    assert await objects.get_bytes("audio/a.ogg") == content
    assert [found.key async for found in objects.list_objects("covers/")] == ["covers/a.jpg"]
    for _ in range(2):
        await objects.delete("covers/a.jpg")
        with pytest.raises(ObjectMissingError):
            await objects.get_bytes("covers/a.jpg")


async def test_a_store_that_does_not_answer_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "any")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")
    objects = build_object_store("s3://music?endpoint=http://127.0.0.1:1")
    with pytest.raises(UnavailableError):
        await objects.has(KEY, 1)


@pytest.mark.parametrize("uri", ["", "/var/objects", "http://127.0.0.1/objects"])
def test_an_address_of_another_kind_is_refused(uri: str) -> None:
    with pytest.raises(ValueError, match="object store"):
        build_object_store(uri)
