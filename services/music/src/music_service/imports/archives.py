"""Opening an upload: what it holds is told by its first bytes, never by its name."""

from collections.abc import Iterator
from functools import partial

from music_service.imports.entries import Entry, Limits
from music_service.imports.kinds import HEAD_BYTES, Container, detect_container
from music_service.imports.readers import CautiousReader
from music_service.imports.tars import read_tar, read_tar_gz
from music_service.imports.zips import read_zip


def open_upload(
    source: CautiousReader, size: int, file_name: str, limits: Limits
) -> Iterator[Entry]:
    """Yield the files of an archive, or the upload itself when it is none.

    Raises `ArchiveError` where an archive cannot be read any further.
    """
    head = source.read(HEAD_BYTES)
    source.seek(0)
    match detect_container(head):
        case Container.ZIP:
            return read_zip(source, limits.entries)
        case Container.TAR:
            return read_tar(source, limits.entries)
        case Container.GZIP:
            return read_tar_gz(source, limits)
    return iter([Entry(0, file_name, partial(_whole, source), unpacked_bytes=size, is_alone=True)])


def _whole(source: CautiousReader) -> CautiousReader:
    return source
