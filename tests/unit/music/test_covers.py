"""Pictures become covers, and what is no picture does no harm."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from music_service.imports.covers import MAX_PIXELS, SIDE, CoverEncoder, EncodedCover
from tests.support.audio import make_cover_of_broken_exif


def picture(width: int, height: int, mode: str = "RGB", kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new(mode, (width, height)).save(file, kind)
    return file.getvalue()


def encode(source: bytes) -> EncodedCover | None:
    return CoverEncoder().encode(source)


@given(width=st.integers(1, 1500), height=st.integers(1, 1500))
def test_a_cover_keeps_its_shape_and_fits_its_frame(width: int, height: int) -> None:
    cover = encode(picture(width, height, "L"))
    assert cover is not None
    assert max(cover.width, cover.height) <= SIDE
    if max(width, height) <= SIDE:
        assert (cover.width, cover.height) == (width, height)
    with Image.open(io.BytesIO(cover.data)) as shown:
        assert shown.format == "JPEG"
        assert shown.size == (cover.width, cover.height)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_pictures_of_any_mode_become_covers(mode: str) -> None:
    assert encode(picture(20, 20, mode)) is not None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_pictures_of_these_formats_become_covers(kind: str) -> None:
    assert encode(picture(20, 20, kind=kind)) is not None


@given(st.binary(max_size=500))
def test_what_is_no_picture_is_no_cover(data: bytes) -> None:
    assert encode(data) is None
    assert encode(b"\x89PNG\r\n\x1a\n" + data) is None
    assert encode(b"\xff\xd8\xff\xe0" + data) is None


def test_a_picture_that_is_cut_off_is_no_cover() -> None:
    whole = picture(600, 600, kind="JPEG")
    assert encode(whole[: len(whole) // 2]) is None


def test_a_picture_that_pillow_fails_over_is_no_cover() -> None:
    assert encode(make_cover_of_broken_exif()) is None


def test_a_comment_longer_than_a_jpeg_can_hold_is_left_out() -> None:
    file = io.BytesIO()
    Image.new("P", (20, 20)).save(file, "GIF", comment=bytes(70_000))
    assert encode(file.getvalue()) is not None


@pytest.mark.parametrize("side", [int(MAX_PIXELS**0.5) + 1, 20_000])
def test_a_picture_of_too_many_pixels_is_no_cover(side: int) -> None:
    assert encode(picture(side, side, "1")) is None


def test_the_same_picture_makes_the_same_cover() -> None:
    encoder = CoverEncoder()
    first, other = picture(30, 30), picture(31, 31)
    assert encoder.encode(first) is encoder.encode(first)
    assert encoder.encode(other) != encoder.encode(first)
    assert encode(first) == encoder.encode(first)
