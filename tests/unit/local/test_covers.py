from io import BytesIO

from PIL import Image

from legato_local.demo.covers import SIDE, draw_cover


def test_an_album_has_the_same_cover_every_time() -> None:
    assert draw_cover("Evening") == draw_cover("Evening")


def test_another_album_has_another_cover() -> None:
    assert draw_cover("Evening") != draw_cover("Morning")


def test_a_cover_is_a_square_picture_of_many_colours() -> None:
    with Image.open(BytesIO(draw_cover("Evening"))) as cover:
        assert (cover.format, cover.size) == ("JPEG", (SIDE, SIDE))
        colours = cover.resize((32, 32)).getcolors(1024)
        assert colours is not None
        assert len(colours) > 100
