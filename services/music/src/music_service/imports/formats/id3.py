"""ID3v2 tags as a stretch of bytes before the audio, and which frames stand in one."""

from collections.abc import Iterator

from music_service.imports.formats.data import Data

HEADER_BYTES = 10
FOOTER_FLAG = 0x10
FIRST_WITH_LONG_NAMES = 3
FIRST_WITH_SYNCSAFE_SIZES = 4


def end_of_id3(data: Data) -> int:
    """Return where the ID3v2 tag at the beginning ends; 0 when there is none."""
    header = data[:HEADER_BYTES]
    if len(header) < HEADER_BYTES or header[:3] != b"ID3":
        return 0
    footer = HEADER_BYTES if header[5] & FOOTER_FLAG else 0
    return HEADER_BYTES + _syncsafe(header[6:10]) + footer


def frame_names(data: Data) -> Iterator[str]:
    """Yield the names of the tag's frames that are not empty, as far as they can be walked.

    Versions before 2.3 are not: their names have three letters.
    """
    end = min(end_of_id3(data), len(data))
    version = data[:HEADER_BYTES][3] if end else 0
    if version < FIRST_WITH_LONG_NAMES:
        return
    at = HEADER_BYTES
    while at + HEADER_BYTES <= end:
        name, size = data[at : at + 4], data[at + 4 : at + 8]
        if not (name.isalnum() and name.isascii()):
            return
        is_syncsafe = version >= FIRST_WITH_SYNCSAFE_SIZES
        length = _syncsafe(size) if is_syncsafe else int.from_bytes(size)
        if length:
            yield name.decode("ascii")
        at += HEADER_BYTES + length


def _syncsafe(size: bytes) -> int:
    """Read four bytes of seven bits each."""
    value = 0
    for byte in size:
        value = value << 7 | byte & 0x7F
    return value
