"""Readers that bound what a forged archive can make us read."""

import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from music_service.imports.entries import BOMB, Limits
from music_service.imports.errors import ArchiveError, RejectedError

MAX_READ_BYTES = 16 * 1024 * 1024
"""Most that is read at once: an archive's list of names must fit, nothing else is as large."""

UNREADABLE = (
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the archive modules raise for bytes that are not as they should be."""


@contextmanager
def entry_errors() -> Iterator[None]:
    """Turn errors of opening and reading an entry into `RejectedError`."""
    try:
        yield
    except UNREADABLE as error:
        raise RejectedError(f"cannot be unpacked: {error}") from error


@contextmanager
def archive_errors() -> Iterator[None]:
    """Turn errors of going through an archive into `ArchiveError`."""
    try:
        yield
    except UNREADABLE as error:
        raise ArchiveError(f"the archive cannot be read: {error}") from error


class CautiousReader(io.BufferedReader):
    """Refuses reads so large that only a forged length can ask for them."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as ever; raise `ArchiveError` for more than an archive's directory may take."""
        bound = MAX_READ_BYTES + 1
        data = super().read(bound if size is None or size < 0 else min(size, bound))
        if len(data) == bound:
            raise ArchiveError("the archive's directory is too large")
        return data


class BoundedGzip(gzip.GzipFile):
    """Unpacks a gzip stream up to the limits."""

    def __init__(self, source: CautiousReader, limits: Limits) -> None:
        super().__init__(fileobj=source, mode="rb")
        self._source = source
        self._limits = limits
        self._unpacked = 0

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes; raise `ArchiveError` when too many came already."""
        data = super().read(size)
        self._unpacked += len(data)
        if self._limits.is_bomb(self._source.tell(), self._unpacked):
            raise ArchiveError(f"the archive {BOMB}")
        if self._unpacked > self._limits.unpacked_bytes:
            raise ArchiveError(
                f"the archive unpacks to more than {self._limits.unpacked_bytes} bytes"
            )
        return data
