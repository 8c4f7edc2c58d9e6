"""The object store, S3 or plain files; the only place that knows obstore."""

import asyncio
import contextlib
import io
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from legato_kit.errors import NotFoundError, UnavailableError
from music_service.storage.interruptible import Interruptible

if TYPE_CHECKING:
    from obstore.store import S3Config

PART_BYTES = 5 * 1024 * 1024
"""Size of the parts of a large object, the smallest that S3 takes."""

PARTS_AT_A_TIME = 2
"""Parts on their way at once; with the one being filled they bound an upload's memory."""

CALL_SECONDS = 30
"""Longest single call to the store: one part, one range."""

CONNECT_SECONDS = 2

DEFAULT_REGION = "us-east-1"

RETRIES = 3
RETRY_SECONDS = 10
"""How often and how long the client itself tries again, with backoff and jitter."""

ABORT_SECONDS = 5.0
"""How long a cancelled upload may take to remove the parts that it left."""

LEFT_OVER_HOURS = 24
"""Age at which a half-written file counts as left over by a process that died."""


class ObjectMissingError(NotFoundError):
    """There is no such object."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object as a listing shows it."""

    key: str
    modified_at: datetime


class ObjectStore:
    """Objects by key. Raises `UnavailableError` when the store does not answer."""

    def __init__(self, store: LocalStore | S3Store) -> None:
        self._store = store
        self._folder = store.prefix if isinstance(store, LocalStore) else None

    async def put_stream(self, key: str, chunks: AsyncIterator[bytes]) -> None:
        """Write chunks as they come; when they raise, or on cancellation, nothing is left."""
        source = Interruptible(chunks)
        writing = asyncio.ensure_future(self._put(key, source))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            source.interrupt()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ABORT_SECONDS):
                    await asyncio.gather(writing, return_exceptions=True)
            raise

    async def put_file(self, key: str, file: IO[bytes], mime_type: str) -> None:
        """Write a whole file, from its beginning."""
        file.seek(0)
        await self._put(key, file, mime_type)

    async def put_bytes(self, key: str, data: bytes, mime_type: str) -> None:
        """Write a small object."""
        await self._put(key, data, mime_type)

    async def get_bytes(self, key: str) -> bytes:
        """Return a small object; raise `ObjectMissingError`."""
        with _translated(key):
            found = await obstore.get_async(self._store, key)
            return bytes(await found.bytes_async())

    async def has(self, key: str, size: int) -> bool:
        """Whether there is an object of this key and size."""
        try:
            with _translated(key):
                return (await obstore.head_async(self._store, key))["size"] == size
        except ObjectMissingError:
            return False

    async def delete(self, key: str) -> None:
        """Delete an object; one that is not there is deleted already."""
        with contextlib.suppress(ObjectMissingError), _translated(key):
            await obstore.delete_async(self._store, key)

    async def discard(self, key: str) -> None:
        """Delete an upload that nobody will read, or leave it to the purge if the store is away."""
        try:
            await self.delete(key)
        except UnavailableError as error:
            structlog.get_logger().warning("upload not deleted", key=key, error=str(error))

    async def list_objects(self, prefix: str) -> AsyncIterator[StoredObject]:
        """Yield every object whose key begins with the prefix's folders."""
        with _translated(prefix):
            async for batch in obstore.list(self._store, prefix):
                for found in batch:
                    yield StoredObject(found["path"], found["last_modified"])

    def open_reader(self, key: str, size: int) -> io.RawIOBase:
        """Return a seekable file that fetches ranges. It blocks: read it in a worker thread."""
        return _RangeReader(self._store, key, size)

    def purge_half_written(self, prefix: str) -> None:
        """Remove what uploads of dead processes left among plain files (it blocks).

        In S3 a lifecycle rule of the bucket does this: AbortIncompleteMultipartUpload.
        """
        if self._folder is None:
            return
        oldest = datetime.now(UTC) - timedelta(hours=LEFT_OVER_HOURS)
        for file in (self._folder / prefix).glob("*#*"):
            with contextlib.suppress(FileNotFoundError):
                if file.stat().st_mtime < oldest.timestamp():
                    file.unlink()

    async def _put(
        self, key: str, content: AsyncIterator[bytes] | IO[bytes] | bytes, mime_type: str = ""
    ) -> None:
        is_plain_file = self._folder is not None
        with _translated(key):
            await obstore.put_async(
                self._store,
                key,
                content,
                attributes={"Content-Type": mime_type} if mime_type and not is_plain_file else None,
                chunk_size=PART_BYTES,
                max_concurrency=PARTS_AT_A_TIME,
            )
            if self._folder is not None:
                await asyncio.to_thread(_sync_to_disk, self._folder, key)


class _RangeReader(io.RawIOBase):
    def __init__(self, store: LocalStore | S3Store, key: str, size: int) -> None:
        super().__init__()
        self._store = store
        self._key = key
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("there is nothing before the beginning")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        end = min(self._at + len(buffer), self._size)
        if end <= self._at:
            return 0
        with _translated(self._key):
            part = obstore.get_range(self._store, self._key, start=self._at, end=end)
        buffer[: len(part)] = bytes(part)
        self._at += len(part)
        return len(part)


def cover_key(name: str) -> str:
    """Return where the cover of this file name lies."""
    return f"covers/{name}"


def build_object_store(uri: str) -> ObjectStore:
    """Return the store at `file:///folder` or `s3://bucket?endpoint=...&region=...`.

    Credentials of S3 come from the environment (`AWS_...`). Raises ValueError for other addresses.
    """
    address = urlsplit(uri)
    if address.scheme == "file":
        return ObjectStore(LocalStore(Path(unquote(address.path)), mkdir=True))
    if address.scheme != "s3":
        raise ValueError(f"{address.scheme}: is not an object store")
    options = dict(parse_qsl(address.query))
    endpoint = options.get("endpoint")
    config: S3Config = {"region": options.get("region", DEFAULT_REGION)}
    if endpoint is not None:
        config["endpoint"] = endpoint
    store = S3Store(
        address.netloc,
        config=config,
        client_options={
            "allow_http": endpoint is not None and endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
            "timeout": timedelta(seconds=CALL_SECONDS),
        },
        retry_config={
            "max_retries": RETRIES,
            "retry_timeout": timedelta(seconds=RETRY_SECONDS),
        },
    )
    return ObjectStore(store)


@contextlib.contextmanager
def _translated(key: str) -> Iterator[None]:
    """Turn obstore's errors into ours, chained; the only place that does."""
    try:
        yield
    except FileNotFoundError as error:
        raise ObjectMissingError(f"there is no object {key}") from error
    except (BaseError, OSError) as error:
        raise UnavailableError("the object store is away") from error


def _sync_to_disk(folder: Path, key: str) -> None:
    """Make a plain file and its place in the folders outlive a loss of power."""
    path = folder / key
    for place in (path, *path.parents):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if place == folder:
            return
