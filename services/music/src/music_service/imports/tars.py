"""Tar archives, plain and in gzip."""

import tarfile
from collections.abc import Iterator
from functools import partial
from typing import IO, Self

from music_service.imports.entries import Entry, Limits
from music_service.imports.errors import ArchiveError, RejectedError
from music_service.imports.readers import BoundedGzip, CautiousReader, archive_errors

MAX_HEADER_BYTES = 1024 * 1024
"""Largest extended header, which is read into memory as a whole."""

_EXTENDED = frozenset(
    {
        tarfile.GNUTYPE_LONGLINK,
        tarfile.GNUTYPE_LONGNAME,
        tarfile.SOLARIS_XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.XHDTYPE,
    }
)


class _CautiousInfo(tarfile.TarInfo):
    """Refuses headers so large that they can only be forged."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        info = super().frombuf(buf, encoding, errors)
        if info.type in _EXTENDED and info.size > MAX_HEADER_BYTES:
            raise ArchiveError("a header of the archive is too large")
        return info


def read_tar(source: CautiousReader, most_entries: int) -> Iterator[Entry]:
    """Yield the files of a plain tar; raise `ArchiveError` where it cannot be read on."""
    with archive_errors():
        archive = tarfile.open(  # noqa: SIM115 - closed by _entries
            fileobj=source, mode="r:", tarinfo=_CautiousInfo
        )
    return _entries(archive, most_entries)


def read_tar_gz(source: CautiousReader, limits: Limits) -> Iterator[Entry]:
    """Yield the files of a tar.gz, each to be read before the next is asked for."""
    stream = BoundedGzip(source, limits)
    with archive_errors():
        archive = tarfile.open(  # noqa: SIM115 - closed by _entries
            fileobj=stream, mode="r|", tarinfo=_CautiousInfo
        )
    return _entries(archive, limits.entries)


def _entries(archive: tarfile.TarFile, most_entries: int) -> Iterator[Entry]:
    with archive, archive_errors():
        for position, member in enumerate(archive):
            if position >= most_entries:
                raise ArchiveError(f"the archive holds more than {most_entries} files")
            if not member.isdir():
                yield Entry(
                    position,
                    member.name,
                    partial(_open, archive, member),
                    unpacked_bytes=member.size,
                    problem=_problem_of(member),
                )


def _open(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(member)
    if stream is None:
        raise RejectedError("is not a file")
    return stream


def _problem_of(member: tarfile.TarInfo) -> str | None:
    if not member.isreg():
        return "is a link or a device, not a file"
    if member.issparse():
        return "is a sparse file"
    return None
