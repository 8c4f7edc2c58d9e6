"""Covers for albums that come without one: drawn from the album's name, the same every time."""

import colorsys
import hashlib
import math
import random
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIDE = 1000
"""Pixels of each side of the finished cover."""

DRAWN = 2 * SIDE
"""Drawn larger and then made smaller, which smooths the edges."""

GRAIN = 22
"""Spread of the film grain, in steps of brightness; it keeps smooth skies from banding."""

RIDGES = 6
"""Ranges of hills, from the far and pale to the near and dark."""

Colour = tuple[int, int, int]


def draw_cover(album: str) -> bytes:
    """Return a JPEG: a moon over ranges of hills, in colours of the album's own."""
    seed = hashlib.sha256(album.encode()).digest()
    chance = random.Random(seed)  # noqa: S311 - a picture, no secret
    hue = chance.random()
    image = _sky(hue)
    _moon(image, chance, hue)
    for ridge in range(RIDGES):
        _hills(image, chance, hue, ridge)
    image = _with_grain(image.resize((SIDE, SIDE), Image.Resampling.LANCZOS), chance)
    out = BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def _sky(hue: float) -> Image.Image:
    top, bottom = _colour(hue, 0.75, 0.16), _colour(hue + 0.12, 0.55, 0.92)
    sky = Image.new("RGB", (1, DRAWN))
    for y in range(DRAWN):
        sky.putpixel((0, y), _mix(top, bottom, (y / DRAWN) ** 1.4))
    return sky.resize((DRAWN, DRAWN))


def _moon(image: Image.Image, chance: random.Random, hue: float) -> None:
    radius = DRAWN * chance.uniform(0.11, 0.19)
    x, y = DRAWN * chance.uniform(0.28, 0.72), DRAWN * chance.uniform(0.24, 0.4)
    disc = (x - radius, y - radius, x + radius, y + radius)
    glow = Image.new("L", image.size)
    ImageDraw.Draw(glow).ellipse(disc, fill=170)
    glow = glow.filter(ImageFilter.GaussianBlur(radius / 2))
    light = _colour(hue + 0.16, 0.18, 1.0)
    image.paste(light, mask=glow)
    ImageDraw.Draw(image).ellipse(disc, fill=light)


def _hills(image: Image.Image, chance: random.Random, hue: float, ridge: int) -> None:
    nearness = (ridge + 1) / RIDGES
    base = DRAWN * (0.48 + 0.46 * nearness**1.2)
    waves = [
        (DRAWN * 0.075 / octave, octave * chance.uniform(0.6, 1.3), chance.uniform(0, math.tau))
        for octave in (1, 2, 4, 8)
    ]
    line = [
        (x, base - sum(a * math.sin(math.tau * f * x / DRAWN + p) for a, f, p in waves))
        for x in range(0, DRAWN + 8, 8)
    ]
    far, near = _colour(hue + 0.1, 0.5, 0.78), _colour(hue - 0.03, 0.8, 0.1)
    colour = _mix(far, near, nearness**0.8)
    ImageDraw.Draw(image).polygon([*line, (DRAWN, DRAWN), (0, DRAWN)], fill=colour)


def _with_grain(image: Image.Image, chance: random.Random) -> Image.Image:
    grain = Image.frombytes("L", image.size, chance.randbytes(image.width * image.height))
    grain = grain.point([128 + (value - 128) * GRAIN // 256 for value in range(256)])
    return ImageChops.overlay(image, Image.merge("RGB", (grain, grain, grain)))


def _colour(hue: float, saturation: float, brightness: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, brightness)
    return round(255 * red), round(255 * green), round(255 * blue)


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
