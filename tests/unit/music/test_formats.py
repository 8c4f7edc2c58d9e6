"""Checks of whole files: what is cut off or damaged is found, and nothing makes them crash."""

import struct
import tempfile
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from music_service.imports.errors import RejectedError
from music_service.imports.examine import CHECKS
from music_service.imports.formats.data import WINDOW_BYTES, FileData
from music_service.imports.formats.id3 import end_of_id3, frame_names
from music_service.imports.formats.limits import MOST_TAG_MEBIBYTES
from music_service.imports.formats.ogg import CRC_AT, HEADER, ogg_crc
from music_service.imports.kinds import Kind, detect_audio
from tests.support.audio import ENCODERS

KINDS = {
    "flac": Kind.FLAC,
    "m4a": Kind.MP4,
    "mp3": Kind.MP3,
    "ogg": Kind.VORBIS,
    "opus": Kind.OPUS,
    "wav": Kind.WAV,
}

shares = st.floats(0, 1, exclude_max=True)

MEBIBYTE = 1024 * 1024

TOO_MUCH = (MOST_TAG_MEBIBYTES + 1) * MEBIBYTE

ends = st.integers(-4 * WINDOW_BYTES, 4 * WINDOW_BYTES)

few = settings(max_examples=40)


def is_whole(kind: Kind, data: bytes) -> bool:
    try:
        CHECKS[kind](data)
    except RejectedError:
        return False
    return True


@pytest.mark.parametrize("suffix", ENCODERS)
def test_a_file_is_known_by_its_content_and_a_whole_one_passes(
    songs: Mapping[str, bytes], suffix: str
) -> None:
    assert detect_audio(songs[suffix]) is KINDS[suffix]
    assert is_whole(KINDS[suffix], songs[suffix])


@pytest.mark.parametrize("suffix", ["flac", "m4a", "ogg", "opus", "wav"])
@few
@given(share=shares)
def test_a_cut_is_found_wherever_it_is(
    songs: Mapping[str, bytes], suffix: str, share: float
) -> None:
    song = songs[suffix]
    assert not is_whole(KINDS[suffix], song[: int(len(song) * share)])


@few
@given(share=st.floats(0, 0.9))
def test_a_cut_of_more_than_a_few_frames_is_found_in_an_mp3(
    songs: Mapping[str, bytes], share: float
) -> None:
    song = songs["mp3"]
    start = end_of_id3(song)
    assert not is_whole(Kind.MP3, song[: start + int((len(song) - start) * share)])


@pytest.mark.parametrize("suffix", ["ogg", "opus"])
@few
@given(share=shares, bit=st.integers(0, 7))
def test_a_single_wrong_bit_is_found_in_an_ogg(
    songs: Mapping[str, bytes], suffix: str, share: float, bit: int
) -> None:
    song = bytearray(songs[suffix])
    song[int(len(song) * share)] ^= 1 << bit
    assert not is_whole(KINDS[suffix], bytes(song))


@pytest.mark.parametrize("suffix", ENCODERS)
@few
@given(
    wounds=st.lists(st.tuples(shares, st.binary(min_size=1, max_size=8)), min_size=1, max_size=20)
)
def test_a_damaged_file_is_refused_or_passes_but_never_crashes_a_check(
    songs: Mapping[str, bytes], suffix: str, wounds: list[tuple[float, bytes]]
) -> None:
    song = bytearray(songs[suffix])
    for share, raw in wounds:
        at = int(len(song) * share)
        song[at : at + len(raw)] = raw
    is_whole(KINDS[suffix], bytes(song))


@pytest.mark.parametrize("kind", Kind)
@given(data=st.binary(max_size=3000))
def test_bytes_of_any_kind_are_no_music(kind: Kind, data: bytes) -> None:
    assert not is_whole(kind, data)
    detect_audio(data)


def test_pages_that_are_left_out_or_added_are_found(songs: Mapping[str, bytes]) -> None:
    song = songs["ogg"]
    pages = [b"OggS" + page for page in song.split(b"OggS")[1:]]
    assert is_whole(Kind.VORBIS, b"".join(pages))
    for left_out in range(len(pages)):
        assert not is_whole(Kind.VORBIS, b"".join(pages[:left_out] + pages[left_out + 1 :]))
    assert is_whole(Kind.VORBIS, song + song), "two songs after each other are a chain"
    assert is_whole(Kind.VORBIS, song + b"TAG" + bytes(125))
    assert not is_whole(Kind.VORBIS, b"junk" + song)


def test_an_old_tag_behind_a_flac_or_an_mp3_does_no_harm(songs: Mapping[str, bytes]) -> None:
    for suffix in ("flac", "mp3"):
        assert is_whole(KINDS[suffix], songs[suffix] + b"TAG" + bytes(125))


def test_frames_missing_at_the_end_of_a_flac_are_found(songs: Mapping[str, bytes]) -> None:
    song = songs["flac"]
    sync = song[song.rindex(b"\xff\xf8") :]
    shortened = song.removesuffix(sync)
    while not is_frame_boundary(shortened):
        shortened = shortened[: shortened.rindex(b"\xff\xf8")]
    assert not is_whole(Kind.FLAC, shortened)


def is_frame_boundary(data: bytes) -> bool:
    """Whether a check finds a whole frame at the very end, if too early a one."""
    try:
        CHECKS[Kind.FLAC](data)
    except RejectedError as error:
        return "frames are missing" in error.reason
    return True


def test_the_crc_is_that_of_the_ogg_specification() -> None:
    page = bytes.fromhex("4f676753 00 02 0000000000000000 01000000 00000000 00000000 01 00")
    assert ogg_crc(page) == slow_crc(page)
    assert ogg_crc(b"") == 0


def slow_crc(data: bytes) -> int:
    """The checksum bit by bit, as RFC 3533 describes it."""
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)
            crc &= 0xFFFFFFFF
    return crc


def test_the_frames_of_an_id3_tag_are_walked(songs: Mapping[str, bytes]) -> None:
    assert {"TIT2", "TPE1", "TALB", "APIC"} <= set(frame_names(songs["mp3"]))
    assert list(frame_names(songs["ogg"])) == []


@given(st.binary(max_size=200))
def test_any_id3_tag_is_walked_to_an_end(data: bytes) -> None:
    list(frame_names(b"ID3\x04\x00\x00\x00\x00\x01\x20" + data))


@few
@given(
    size=st.integers(0, 3 * WINDOW_BYTES),
    marks=st.lists(st.integers(0, 3 * WINDOW_BYTES), max_size=5),
    parts=st.lists(st.tuples(ends, ends), min_size=1),
)
def test_a_file_reads_as_its_bytes_do(
    size: int, marks: list[int], parts: list[tuple[int, int]]
) -> None:
    content = bytearray(size)
    for mark in marks:
        content[mark : mark + 1] = b"\xff"[: size - mark]
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(content)
        data = FileData(file)
        assert len(data) == size
        for start, stop in parts:
            assert data[start:stop] == content[start:stop]
            assert data.find(b"\xff", abs(start)) == content.find(b"\xff", abs(start))


def ogg_pages_of_one_packet() -> bytes:
    """An Ogg stream that begins a packet and never ends it."""
    body = bytes([255] * 255) + bytes(255 * 255)
    pages = []
    for number in range(TOO_MUCH // len(body)):
        page = HEADER.pack(b"OggS", 0, 2 * (not number), -1, 1, number, 0, 255) + body
        pages.append(page[:CRC_AT] + struct.pack("<I", ogg_crc(page)) + page[CRC_AT + 4 :])
    return b"".join(pages)


def with_too_many_tags(kind: Kind) -> bytes:
    """A file of this kind as far as its tags, which are larger than anyone's."""
    tags = bytes(TOO_MUCH)
    match kind:
        case Kind.FLAC:
            picture = b"\x06\xff\xff\xff" + bytes(0xFFFFFF)
            info = b"\0\0\0\x22" + bytes(34)
            return b"fLaC" + info + picture * (TOO_MUCH // len(picture) + 1)
        case Kind.MP3:
            size = bytes(TOO_MUCH >> 7 * place & 0x7F for place in (3, 2, 1, 0))
            return b"ID3\x04\0\0" + size + tags
        case Kind.MP4:
            index = struct.pack(">I4s", 8 + TOO_MUCH, b"moov")
            return index + tags + struct.pack(">I4s", 8, b"mdat")
        case Kind.WAV:
            return b"RIFF\0\0\0\0WAVE" + struct.pack("<4sI", b"id3 ", TOO_MUCH) + tags
        case _:
            return ogg_pages_of_one_packet()


@pytest.mark.parametrize("kind", Kind)
def test_tags_too_large_to_be_held_in_memory_are_refused(kind: Kind) -> None:
    content = with_too_many_tags(kind)
    with pytest.raises(RejectedError, match="MiB of tags"):
        CHECKS[kind](content)
