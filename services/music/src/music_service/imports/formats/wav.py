"""WAV: the chunks fill what RIFF announces, and the file holds them all."""

import struct

from music_service.imports.errors import RejectedError
from music_service.imports.formats.data import Data
from music_service.imports.formats.limits import check_tag_size

RIFF_HEADER_BYTES = 12
CHUNK_HEADER = struct.Struct("<4sI")


def check_wav(data: Data) -> None:
    """Raise `RejectedError` unless format and samples are there, to the last byte."""
    names: set[bytes] = set()
    at = RIFF_HEADER_BYTES
    while at + CHUNK_HEADER.size <= len(data):
        name, size = CHUNK_HEADER.unpack(data[at : at + CHUNK_HEADER.size])
        at += CHUNK_HEADER.size + size
        if at > len(data):
            raise RejectedError("is cut off: a WAV chunk reaches beyond its end")
        if name != b"data":
            check_tag_size(size)
        names.add(name)
        at += size & 1
    if not {b"fmt ", b"data"} <= names:
        raise RejectedError("is cut off: WAV samples or their format are missing")
