"""Covers: any picture becomes a JPEG of one size, named after its content."""

import hashlib
import io
from dataclasses import dataclass

import structlog
from PIL import Image, ImageOps

from music_service.storage.objects import cover_key

SIDE = 640
"""Pixels of the longer side at most; a smaller picture keeps its size."""

QUALITY = 85

MAX_SOURCE_BYTES = 32 * 1024 * 1024
MAX_PIXELS = 40_000_000
"""A picture of more is a bomb, or nothing that belongs in a music file."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")


@dataclass(frozen=True, slots=True)
class EncodedCover:
    """A picture ready to be stored, and the digest of what it was made of."""

    source_sha256: bytes
    sha256: bytes
    width: int
    height: int
    data: bytes

    @property
    def key(self) -> str:
        """Where it lies in the object store."""
        return cover_key(f"{self.sha256.hex()}.jpg")


class CoverEncoder:
    """Encodes pictures, and the same one only once in a row: an album's tracks share theirs."""

    def __init__(self) -> None:
        self._last_source = b""
        self._last: EncodedCover | None = None

    def encode(self, source: bytes) -> EncodedCover | None:
        """Return the cover, or None for what is no picture: a track does without."""
        digest = hashlib.sha256(source).digest()
        if digest != self._last_source:
            self._last_source, self._last = digest, _encode(source, digest)
        return self._last


def _encode(source: bytes, digest: bytes) -> EncodedCover | None:
    try:
        picture = _shrink(source)
        data = _to_jpeg(picture)
    except Exception as error:  # noqa: BLE001 - Pillow promises no closed set of errors
        log = structlog.get_logger()
        log.info("picture is no cover", source_sha256=digest.hex(), error=repr(error))
        return None
    width, height = picture.size
    return EncodedCover(digest, hashlib.sha256(data).digest(), width, height, data)


def _shrink(source: bytes) -> Image.Image:
    if len(source) > MAX_SOURCE_BYTES:
        raise ValueError(f"more than {MAX_SOURCE_BYTES} bytes")
    with Image.open(io.BytesIO(source), formats=FORMATS) as picture:
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise ValueError(f"{width} x {height} pixels are too many")
        picture.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return upright


def _to_jpeg(picture: Image.Image) -> bytes:
    encoded = io.BytesIO()
    # Else the source's comment would come along, however long it is.
    picture.save(encoded, "JPEG", quality=QUALITY, optimize=True, progressive=True, comment=b"")
    return encoded.getvalue()
