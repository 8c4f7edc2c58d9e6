"""MP4: atoms fill the file to its end, and the tracks in it are sound."""

from collections.abc import Iterator

from music_service.imports.errors import RejectedError
from music_service.imports.formats.data import Data
from music_service.imports.formats.limits import check_tag_size

HEADER_BYTES = 8
LONG_HEADER_BYTES = 16
META_VERSION_BYTES = 4

Atom = tuple[bytes, int, int]
"""Name, where its content begins, and where it ends."""


def check_mp4(data: Data) -> None:
    """Raise `RejectedError` unless the file is whole and holds sound without film."""
    atoms = {name: (start, end) for name, start, end in _atoms(data, 0, len(data))}
    if b"moov" not in atoms:
        raise RejectedError("is cut off: the MP4 index (moov) is missing")
    if b"mdat" not in atoms:
        raise RejectedError("is cut off: the MP4 data (mdat) are missing")
    for start, end in _within(data, 0, len(data), b"moov"):
        check_tag_size(end - start)
    handlers = set(_handlers(data, *atoms[b"moov"]))
    if b"vide" in handlers:
        raise RejectedError("is a film, not audio")
    if b"soun" not in handlers:
        raise RejectedError("holds no sound")


def tag_names(data: Data) -> set[bytes]:
    """Return the names of the tags that stand in the file (moov/udta/meta/ilst)."""
    names: set[bytes] = set()
    for movie in _within(data, 0, len(data), b"moov"):
        for user_data in _within(data, *movie, b"udta"):
            for start, end in _within(data, *user_data, b"meta"):
                for tags in _within(data, start + META_VERSION_BYTES, end, b"ilst"):
                    names.update(name for name, _, _ in _atoms(data, *tags))
    return names


def _handlers(data: Data, start: int, end: int) -> Iterator[bytes]:
    """Yield what kind of media each track is."""
    for track in _within(data, start, end, b"trak"):
        for media in _within(data, *track, b"mdia"):
            for handler_start, _ in _within(data, *media, b"hdlr"):
                yield data[handler_start + 8 : handler_start + 12]


def _within(data: Data, start: int, end: int, wanted: bytes) -> Iterator[tuple[int, int]]:
    for name, content_start, content_end in _atoms(data, start, end):
        if name == wanted:
            yield content_start, content_end


def _atoms(data: Data, at: int, end: int) -> Iterator[Atom]:
    while at < end:
        header = data[at : min(at + LONG_HEADER_BYTES, end)]
        if len(header) < HEADER_BYTES and not any(header):
            return  # QuickTime ends lists of user data with a zero
        size, name, content = int.from_bytes(header[:4]), header[4:8], HEADER_BYTES
        if size == 1:
            size, content = int.from_bytes(header[8:16]), LONG_HEADER_BYTES
        elif size == 0:
            size = end - at
        if len(header) < HEADER_BYTES or size < content or at + size > end:
            raise RejectedError("is cut off or damaged: an MP4 atom reaches beyond its end")
        yield name, at + content, at + size
        at += size
