"""FLAC (RFC 9639): the last frame is whole and ends where STREAMINFO says that the sound ends."""

from dataclasses import dataclass

from music_service.imports.errors import RejectedError
from music_service.imports.formats.data import Data
from music_service.imports.formats.id3 import end_of_id3
from music_service.imports.formats.limits import check_tag_size

STREAMINFO_BYTES = 34
LAST_BLOCK_FLAG = 0x80

LONGEST_FRAME = 1024 * 1024
"""How far before the end the last frame may begin, whatever STREAMINFO says."""

LONGEST_HEADER = 16

MOST_TRIES = 8
"""Places that may look like the last frame's header without being it; more is malice."""

_ID3V1_BYTES = 128
_BLOCK_SIZES = (0, 192, *(576 << n for n in range(4)), 0, 0, *(256 << n for n in range(8)))
"""Samples by the code in a frame's header; codes 6 and 7 say that the number follows."""


@dataclass(frozen=True, slots=True)
class _StreamInfo:
    block_size: int
    longest_frame: int
    samples: int


@dataclass(frozen=True, slots=True)
class _Frame:
    begins: int
    """First sample of the frame, or the frame's number when all blocks have one size."""
    is_numbered: bool
    samples: int


def check_flac(data: Data) -> None:
    """Raise `RejectedError` unless the frame at the very end is whole and the last of all."""
    info, sound_at = _read_metadata(data)
    end = len(data)
    if data[end - _ID3V1_BYTES : end - _ID3V1_BYTES + 3] == b"TAG":
        end -= _ID3V1_BYTES
    frame = _find_last_frame(data, max(sound_at, end - info.longest_frame), end)
    if frame is None:
        raise RejectedError("is cut off or damaged: its last FLAC frame is not whole")
    first = frame.begins * info.block_size if frame.is_numbered else frame.begins
    if info.samples and first + frame.samples != info.samples:
        raise RejectedError("is cut off: FLAC frames are missing at its end")


def _read_metadata(data: Data) -> tuple[_StreamInfo, int]:
    """Return STREAMINFO, which comes first, and where the frames begin."""
    start = end_of_id3(data) + 4
    kind, content, at, is_last = _read_block(data, start)
    if kind or len(content) != STREAMINFO_BYTES:
        raise RejectedError("is damaged: FLAC's STREAMINFO is missing")
    while not is_last:
        _, _, at, is_last = _read_block(data, at)
        check_tag_size(at - start)
    return _parse_stream_info(content), at


def _read_block(data: Data, at: int) -> tuple[int, bytes, int, bool]:
    """Return a metadata block's kind and content, where it ends, and whether it is the last."""
    header = data[at : at + 4]
    end = at + 4 + int.from_bytes(header[1:])
    if len(header) < 4 or end > len(data):  # noqa: PLR2004
        raise RejectedError("is cut off within its FLAC metadata")
    is_last = bool(header[0] & LAST_BLOCK_FLAG)
    return header[0] & ~LAST_BLOCK_FLAG, data[at + 4 : end], end, is_last


def _parse_stream_info(block: bytes) -> _StreamInfo:
    return _StreamInfo(
        block_size=int.from_bytes(block[0:2]),
        longest_frame=min(int.from_bytes(block[7:10]) or LONGEST_FRAME, LONGEST_FRAME),
        samples=int.from_bytes(block[13:18]) & 0xF_FFFF_FFFF,
    )


def _find_last_frame(data: Data, start: int, end: int) -> _Frame | None:
    """Look backwards for the frame that ends exactly at `end`."""
    tail = data[start:end]
    at, tries = len(tail), 0
    while tries < MOST_TRIES and (at := tail.rfind(b"\xff", 0, at)) >= 0:
        frame = _parse_header(tail[at : at + LONGEST_HEADER])
        if frame is None:
            continue
        if _crc16(tail[at:-2]) == int.from_bytes(tail[-2:]):
            return frame
        tries += 1
    return None


def _parse_header(header: bytes) -> _Frame | None:
    """Return what a frame's header says, or None when its checksum shows that it is none."""
    if len(header) < 6 or header[1] & 0xFE != 0xF8 or header[3] & 1:  # noqa: PLR2004
        return None
    number, at = _coded_number(header)
    size_code, rate_code = header[2] >> 4, header[2] & 0xF
    size_bytes = {6: 1, 7: 2}.get(size_code, 0)
    explicit = int.from_bytes(header[at : at + size_bytes]) + 1
    samples = explicit if size_bytes else _BLOCK_SIZES[size_code]
    at += size_bytes + {12: 1, 13: 2, 14: 2}.get(rate_code, 0)
    if not size_code or at >= len(header) or _crc8(header[:at]) != header[at]:
        return None
    return _Frame(begins=number, is_numbered=not header[1] & 1, samples=samples)


def _coded_number(header: bytes) -> tuple[int, int]:
    """Read the number that stands from byte 4 in UTF-8's way; return it and where it ends."""
    first = header[4]
    extra = 0
    while extra < 7 and first & 0x80 >> extra:  # noqa: PLR2004
        extra += 1
    number = first & 0xFF >> extra + 1 if extra else first
    last = 4 + max(extra, 1)
    for byte in header[5:last]:
        number = number << 6 | byte & 0x3F
    return number, last


def _crc8(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x07 if crc & 0x80 else crc << 1) & 0xFF
    return crc


def _crc16(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc = crc << 8 & 0xFFFF ^ _CRC16[crc >> 8 ^ byte]
    return crc


def _crc16_entry(byte: int) -> int:
    crc = byte << 8
    for _ in range(8):
        crc = (crc << 1 ^ 0x8005 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


_CRC16 = tuple(_crc16_entry(byte) for byte in range(256))
