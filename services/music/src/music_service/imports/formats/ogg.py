"""Ogg (RFC 3533): every page in its place, its checksum right, and the last one there."""

import struct
import zlib
from dataclasses import dataclass

from music_service.imports.errors import RejectedError
from music_service.imports.formats.data import Data
from music_service.imports.formats.limits import check_tag_size

HEADER = struct.Struct("<4sBBqIIIB")
CRC_AT = 22
BEGINS = 0x02
ENDS = 0x04
MOST_LACING = 255
"""Length of a segment that the packet goes on after."""

_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(slots=True)
class _Page:
    flags: int
    serial: int
    sequence: int
    size: int
    is_amid_packet: bool
    """No packet ends here."""


@dataclass(slots=True)
class _Stream:
    next_sequence: int
    is_ended: bool
    open_bytes: int = 0
    """Of pages on end in which no packet ends: a comment with its pictures is a single packet."""


def check_ogg(data: Data) -> None:
    """Raise `RejectedError` unless the file holds all pages of its streams, undamaged."""
    streams: dict[int, _Stream] = {}
    at = 0
    while at < len(data):
        if data[at : at + 4] != b"OggS":
            if streams and all(stream.is_ended for stream in streams.values()):
                return  # something else was glued on behind; players do not mind
            raise RejectedError("is damaged: an Ogg page does not begin where it should")
        page = _read_page(data, at)
        _follow(streams, page)
        at += page.size
    if not streams or not all(stream.is_ended for stream in streams.values()):
        raise RejectedError("is cut off: its last Ogg page is missing")


def _follow(streams: dict[int, _Stream], page: _Page) -> None:
    if page.flags & BEGINS:
        streams[page.serial] = _Stream(page.sequence, is_ended=False)
    stream = streams.get(page.serial)
    if stream is None or stream.is_ended or page.sequence != stream.next_sequence:
        raise RejectedError("is damaged: Ogg pages are missing")
    stream.next_sequence = (page.sequence + 1) & 0xFFFFFFFF
    stream.is_ended = bool(page.flags & ENDS)
    stream.open_bytes = stream.open_bytes + page.size if page.is_amid_packet else 0
    check_tag_size(stream.open_bytes)


def _read_page(data: Data, at: int) -> _Page:
    header = data[at : at + HEADER.size]
    if len(header) < HEADER.size:
        raise RejectedError("is cut off within an Ogg page")
    _, version, flags, _, serial, sequence, crc, segments = HEADER.unpack(header)
    if version != 0:
        raise RejectedError("has an Ogg version that nobody knows")
    lacing = data[at + HEADER.size : at + HEADER.size + segments]
    size = HEADER.size + segments + sum(lacing)
    page = data[at : at + size]
    if len(page) < size:
        raise RejectedError("is cut off within an Ogg page")
    if ogg_crc(page[:CRC_AT] + bytes(4) + page[CRC_AT + 4 :]) != crc:
        raise RejectedError("is damaged: the checksum of an Ogg page is wrong")
    return _Page(flags, serial, sequence, size, min(lacing, default=MOST_LACING) == MOST_LACING)


def ogg_crc(page: bytes) -> int:
    """Return Ogg's CRC-32: zlib's polynomial with bits in the other order and no inversion.

    Mirroring the bits of input and output lets zlib do the work, at its speed.
    """
    mirrored = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
