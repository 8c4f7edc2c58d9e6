"""Zip archives."""

import stat
import zipfile
from collections.abc import Iterator
from functools import partial

from music_service.imports.entries import Entry
from music_service.imports.errors import ArchiveError
from music_service.imports.readers import CautiousReader, archive_errors

ENCRYPTED_FLAG = 0x1
UTF8_FLAG = 0x800


def read_zip(source: CautiousReader, most_entries: int) -> Iterator[Entry]:
    """Yield the files of a zip, whose declared sizes bound what they can unpack to.

    Raises `ArchiveError` when its directory cannot be read.
    """
    with archive_errors():
        archive = zipfile.ZipFile(source)
    with archive:
        if len(archive.infolist()) > most_entries:
            raise ArchiveError(f"the archive holds more than {most_entries} files")
        for position, info in enumerate(archive.infolist()):
            if not info.is_dir():
                yield Entry(
                    position,
                    _name_of(info),
                    partial(archive.open, info),
                    packed_bytes=info.compress_size,
                    unpacked_bytes=info.file_size,
                    problem=_problem_of(info),
                )


def _name_of(info: zipfile.ZipInfo) -> str:
    """Return the name; without the flag for UTF-8, many programs write UTF-8 all the same."""
    if not info.flag_bits & UTF8_FLAG:
        try:
            return info.orig_filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.orig_filename


def _problem_of(info: zipfile.ZipInfo) -> str | None:
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return "is a link or a device, not a file"
    if info.flag_bits & ENCRYPTED_FLAG:
        return "is encrypted"
    return None
