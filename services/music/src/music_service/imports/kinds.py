"""What a file is, by its first bytes; its name never decides."""

from enum import Enum, auto

from music_service.imports.formats.data import Data
from music_service.imports.formats.id3 import end_of_id3

HEAD_BYTES = 4096
"""What is read of an entry to see whether the rest is wanted."""

TAR_MAGIC_AT = 257


class Kind(Enum):
    """Audio that is taken: its suffix in the store and its media type."""

    FLAC = "flac", "audio/flac"
    MP3 = "mp3", "audio/mpeg"
    MP4 = "m4a", "audio/mp4"
    OPUS = "opus", "audio/ogg"
    VORBIS = "ogg", "audio/ogg"
    WAV = "wav", "audio/wav"

    def __init__(self, suffix: str, mime_type: str) -> None:
        self.suffix = suffix
        self.mime_type = mime_type


class Container(Enum):
    """What holds other files."""

    ZIP = auto()
    GZIP = auto()
    TAR = auto()
    OTHER = auto()


_OGG_CODECS = {b"\x01vorbis": Kind.VORBIS, b"OpusHea": Kind.OPUS}


def detect_audio(data: Data) -> Kind | None:
    """Return the kind of audio, or None; a head alone will do."""
    after_tag = end_of_id3(data)
    start = data[after_tag : after_tag + 64]
    if start[:4] == b"fLaC":
        return Kind.FLAC
    if after_tag:
        return Kind.MP3
    if start[:4] == b"OggS":
        return _OGG_CODECS.get(start[28:35])
    if start[4:8] == b"ftyp":
        return Kind.MP4
    if start[:4] == b"RIFF" and start[8:12] == b"WAVE":
        return Kind.WAV
    # Layer III after the sync word: what other files begin with this is found out frame by frame.
    is_mpeg = len(start) > 1 and start[0] == 0xFF and start[1] & 0xE6 == 0xE2  # noqa: PLR2004
    return Kind.MP3 if is_mpeg else None


def detect_container(head: bytes) -> Container | None:
    """Return the kind of archive, or None."""
    if head[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return Container.ZIP
    if head[:2] == b"\x1f\x8b":
        return Container.GZIP
    if head[TAR_MAGIC_AT : TAR_MAGIC_AT + 5] == b"ustar":
        return Container.TAR
    others = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd")
    return Container.OTHER if head.startswith(others) else None
