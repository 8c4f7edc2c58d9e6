"""MPEG audio, layer III: frames follow each other from the tag to the end."""

from functools import lru_cache

from music_service.imports.errors import RejectedError
from music_service.imports.formats.data import Data
from music_service.imports.formats.id3 import end_of_id3
from music_service.imports.formats.limits import check_tag_size

SEARCHED_BYTES = 64 * 1024
"""How far after the tag the first frame may lie: padding, or a second tag."""

FRAMES_IN_A_ROW = 3
"""Frames that must follow each other before bytes are believed to be audio."""

MOST_JUNK = 0.05
"""Share of bytes between and behind frames above which a file counts as damaged."""

MOST_JUNK_BYTES = 4 * 1024 * 1024
"""The same in bytes, for large files; the pictures of an APE tag at the end fit in."""

MOST_MISSING = 0.02
"""Share of announced frames that may be missing: encoders count their own padding differently."""

_HEADER_BYTES = 4
_HEADERS_REMEMBERED = 1024
"""The frames of a song have few headers between them."""

_BIT_RATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}
_SAMPLE_RATES = {
    3: (44100, 48000, 32000, 0),
    2: (22050, 24000, 16000, 0),
    0: (11025, 12000, 8000, 0),
}
_COUNT_FLAG = 0x01


def check_mpeg(data: Data) -> None:
    """Raise `RejectedError` unless frames fill the file, as many as its first one announces."""
    tag_ends = min(end_of_id3(data), len(data))
    check_tag_size(tag_ends)
    start = _find_first(data, tag_ends)
    announced = _announced_frames(data, start)
    frames = _count_frames(data, start)
    if frames < announced * (1 - MOST_MISSING):
        raise RejectedError(f"is cut off: {frames} of {announced} frames are there")


def frame_length(data: Data, at: int) -> int:
    """Return the bytes of the frame at this place, or 0 when there is none."""
    return _announced_length(data[at : at + _HEADER_BYTES])


@lru_cache(maxsize=_HEADERS_REMEMBERED)
def _announced_length(header: bytes) -> int:
    if len(header) < _HEADER_BYTES or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:  # noqa: PLR2004
        return 0
    version = header[1] >> 3 & 3
    if version not in _SAMPLE_RATES:
        return 0
    is_first = version == 3  # noqa: PLR2004
    bit_rate = _BIT_RATES[is_first][header[2] >> 4] * 1000
    sample_rate = _SAMPLE_RATES[version][header[2] >> 2 & 3]
    if not bit_rate or not sample_rate:
        return 0
    return (144 if is_first else 72) * bit_rate // sample_rate + (header[2] >> 1 & 1)


def _find_first(data: Data, start: int) -> int:
    at = start
    while 0 <= at < start + SEARCHED_BYTES:
        if _is_row(data, at):
            return at
        at = data.find(b"\xff", at + 1)
    raise RejectedError("is not MPEG audio, whatever its name says")


def _is_row(data: Data, at: int) -> bool:
    for _ in range(FRAMES_IN_A_ROW):
        length = frame_length(data, at)
        if not length or at + length > len(data):
            return False
        at += length
    return True


def _count_frames(data: Data, at: int) -> int:
    """Count the whole frames up to the end, over a little junk between and behind them."""
    end = len(data)
    junk_left = SEARCHED_BYTES + min(int(end * MOST_JUNK), MOST_JUNK_BYTES)
    frames = 0
    while at < end:
        length = frame_length(data, at)
        if length and at + length <= end:
            frames += 1
            at += length
            continue
        found = data.find(b"\xff", at + 1)
        found = found if found >= 0 else end
        junk_left -= found - at
        if junk_left < 0:
            raise RejectedError("is damaged: much of it is not MPEG audio")
        at = found
    return frames


def _announced_frames(data: Data, at: int) -> int:
    """Return the number of frames that a Xing or Info header names, or 0."""
    head = data[at : at + frame_length(data, at)]
    tag = max(head.find(b"Xing"), head.find(b"Info"))
    if tag < 0 or len(head) < tag + 12 or not head[tag + 7] & _COUNT_FLAG:
        return 0
    return int.from_bytes(head[tag + 8 : tag + 12])
