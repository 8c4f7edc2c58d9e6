"""Short audio files with tags and covers, each one unlike any that was made before."""

import io
import random
import secrets
import struct
import subprocess
import tempfile
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import mutagen
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC
from mutagen.mp3 import MP3
from PIL import ExifTags, Image

ENCODERS = {
    "flac": "flac",
    "m4a": "aac",
    "mp3": "libmp3lame",
    "ogg": "libvorbis",
    "opus": "libopus",
    "wav": "pcm_s16le",
}
"""Extension to ffmpeg's encoder."""

MIME_TYPES = {
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
}

ENCODE_SECONDS = 60.0
"""From the start of ffmpeg to a file of a few seconds."""

FRONT_COVER = 3
"""Picture type of ID3 and FLAC."""


@dataclass(frozen=True, kw_only=True)
class Tags:
    """What a file says of itself."""

    title: str
    artist: str
    album: str
    number: int = 1
    year: int = 2024
    genre: str = "Ambient"


def make_audio(
    tags: Tags, extension: str = "ogg", *, seconds: float = 2.0, cover: bytes | None = None
) -> bytes:
    """Return a file of quiet noise, never twice the same, with tags and perhaps a JPEG cover."""
    return tag_audio(make_noise(extension, seconds=seconds), tags, extension, cover)


def make_noise(extension: str = "ogg", *, seconds: float = 2.0) -> bytes:
    """Return a file of quiet noise without any tag; takes some hundredths of a second."""
    noise = f"anoisesrc=duration={seconds}:amplitude=0.2:seed={secrets.randbits(31)}"
    # Not through a pipe: a FLAC's length is written into its head at the end.
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"noise.{extension}")
        subprocess.run(
            [
                imageio_ffmpeg.get_ffmpeg_exe(),
                *("-v", "error", "-f", "lavfi", "-i", noise, "-c:a", ENCODERS[extension]),
                str(file),
            ],
            stdin=subprocess.DEVNULL,
            check=True,
            timeout=ENCODE_SECONDS,
        )
        return file.read_bytes()


def make_wav(*, sample_rate: int, channels: int, samples: int, junk: int = 0) -> bytes:
    """Return silence of 8 bits whose head says this of it, with bytes that are no sound."""
    form = struct.pack("<HHIIHH", 1, channels, sample_rate, 0, channels, 8)
    chunks = {b"fmt ": form, b"junk": bytes(junk), b"data": bytes(samples * channels)}
    body = b"".join(
        struct.pack("<4sI", name, len(content)) + content for name, content in chunks.items()
    )
    return struct.pack("<4sI4s", b"RIFF", len(body) + 4, b"WAVE") + body


def tag_audio(audio: bytes, tags: Tags, extension: str, cover: bytes | None = None) -> bytes:
    """Return the file with its tags set; a WAV has none that all programs know of."""
    file = io.BytesIO(audio)
    easy: Any = mutagen.File(file, easy=True)
    if easy.tags is None:
        easy.add_tags()
    easy["title"] = tags.title
    easy["artist"] = tags.artist
    easy["album"] = tags.album
    easy["tracknumber"] = str(tags.number)
    easy["date"] = str(tags.year)
    easy["genre"] = tags.genre
    _save(easy, file)
    if cover is not None:
        _set_cover(file, extension, cover)
    return file.getvalue()


def make_cover() -> bytes:
    """Return a square JPEG of a colour of its own."""
    colour = tuple(random.randbytes(3))  # noqa: S311 - any will do
    file = io.BytesIO()
    Image.new("RGB", (300, 300), colour).save(file, "JPEG")
    return file.getvalue()


def make_cover_of_broken_exif() -> bytes:
    """Return a JPEG that any viewer shows, whose resolution has the type of another field."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.XResolution] = 72.0
    file = io.BytesIO()
    Image.new("RGB", (30, 20)).save(file, "JPEG", exif=exif)
    rational, some_bytes = b"\x01\x1a\x00\x05", b"\x01\x1a\x00\x01"
    whole = file.getvalue()
    assert rational in whole
    return whole.replace(rational, some_bytes)


def _set_cover(file: io.BytesIO, extension: str, cover: bytes) -> None:
    file.seek(0)
    if extension == "mp3":
        mp3 = MP3(file)
        assert mp3.tags is not None
        mp3.tags.add(APIC(encoding=0, mime="image/jpeg", type=FRONT_COVER, data=cover))
        _save(mp3, file)
        return
    picture = Picture()
    picture.type, picture.mime, picture.data = FRONT_COVER, "image/jpeg", cover
    if extension == "flac":
        flac = FLAC(file)
        flac.add_picture(picture)
        _save(flac, file)
        return
    ogg: Any = mutagen.File(file)
    ogg["metadata_block_picture"] = b64encode(picture.write()).decode()
    _save(ogg, file)


def _save(audio: Any, file: io.BytesIO) -> None:  # noqa: ANN401 - mutagen's kinds share no type
    file.seek(0)
    audio.save(file)
