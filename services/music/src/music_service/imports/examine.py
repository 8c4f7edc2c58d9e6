"""Looking at an upload entry by entry. Everything here blocks: it runs in a worker thread."""

import hashlib
import tempfile
from collections.abc import Callable, Container, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import structlog

from music_service.imports.archives import open_upload
from music_service.imports.covers import MAX_SOURCE_BYTES, CoverEncoder, EncodedCover
from music_service.imports.entries import Entry, Limits
from music_service.imports.errors import ArchiveError, RejectedError
from music_service.imports.formats.data import Data, FileData
from music_service.imports.formats.flac import check_flac
from music_service.imports.formats.mp4 import check_mp4
from music_service.imports.formats.mpeg import check_mpeg
from music_service.imports.formats.ogg import check_ogg
from music_service.imports.formats.wav import check_wav
from music_service.imports.kinds import HEAD_BYTES, Kind, detect_audio, detect_container
from music_service.imports.media import Sound, Tags
from music_service.imports.names import (
    ARCHIVE_SUFFIXES,
    OTHER_AUDIO_SUFFIXES,
    folder_of,
    is_cover,
    is_hidden,
    pretends_audio,
    shown,
    suffix_of,
)
from music_service.imports.readers import CautiousReader, entry_errors
from music_service.imports.tag_readers import MutagenObject, read_file
from music_service.imports.tags import build_tags

CHUNK_BYTES = 1024 * 1024

WHOLE_UPLOAD = -1
"""Position of what is to be said of the archive as a whole."""

LONGEST_MS = 7 * 24 * 3600 * 1000
"""A week: what claims to be longer has a forged length."""

MAX_SAMPLE_RATE = 2**20 - 1
MAX_CHANNELS = 255
MAX_BIT_RATE = 1_000_000_000
"""The most that FLAC can name in Hz and Vorbis in channels, and in bits per second far more than
is ever recorded: what claims more is forged."""

CHECKS: Mapping[Kind, Callable[[Data], None]] = {
    Kind.FLAC: check_flac,
    Kind.MP3: check_mpeg,
    Kind.MP4: check_mp4,
    Kind.OPUS: check_ogg,
    Kind.VORBIS: check_ogg,
    Kind.WAV: check_wav,
}


@dataclass(frozen=True, slots=True)
class Song:
    """An audio file that is whole; `file` is open until the next finding is asked for."""

    file: IO[bytes]
    sha256: bytes
    bytes: int
    sound: Sound
    tags: Tags
    cover: EncodedCover | None

    @property
    def key(self) -> str:
        """Where it lies in the object store, and behind `/media/`."""
        digest = self.sha256.hex()
        return f"audio/{digest[:2]}/{digest}.{self.sound.kind.suffix}"


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why an entry is not taken."""

    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one entry turned out to be; an `EncodedCover` is the picture of its folder."""

    position: int
    name: str
    folder: str
    outcome: Song | EncodedCover | Rejection


class Examiner:
    """Goes through one upload."""

    def __init__(self, scratch: Path, limits: Limits) -> None:
        self._scratch = scratch
        self._limits = limits
        self._encoder = CoverEncoder()
        self._unpacked = 0

    def findings(
        self, source: CautiousReader, size: int, file_name: str, done: Container[int]
    ) -> Generator[Finding, None, None]:
        """Yield what is found, without entries at the positions that are done.

        Raises `ArchiveError` where the archive cannot be read any further, after a finding that
        says so.
        """
        try:
            for entry in open_upload(source, size, file_name, self._limits):
                if entry.position not in done:
                    yield from self._look_at(entry)
        except ArchiveError as error:
            if WHOLE_UPLOAD not in done:
                yield Finding(WHOLE_UPLOAD, file_name, "", Rejection(error.reason))
            raise

    def _look_at(self, entry: Entry) -> Iterator[Finding]:
        # Without a name in the folder, the file is gone with this process, however it ends.
        with tempfile.TemporaryFile(dir=self._scratch) as file:
            outcome: Song | EncodedCover | Rejection | None
            try:
                outcome = self._examine(entry, file)
            except ArchiveError:
                raise
            except RejectedError as error:
                outcome = Rejection(error.reason)
            if outcome is not None:
                folder = shown(folder_of(entry.raw_name))
                yield Finding(entry.position, entry.name, folder, outcome)

    def _examine(self, entry: Entry, file: IO[bytes]) -> Song | EncodedCover | None:
        entry.check(self._limits)
        with entry_errors():
            stream = entry.open()
        with stream:
            head = _read(stream, HEAD_BYTES)
            if not is_wanted(entry, head):
                return None
            digest, size = self._copy(stream, head, file)
        data = FileData(file)
        kind = detect_audio(data)
        if kind is None:
            return self._encoder.encode(data[:])
        with _parsing(entry):
            CHECKS[kind](data)
            raw, info = read_file(kind, file, data)
            sound = read_sound(kind, info, size)
        tags = build_tags(raw.fields, entry.raw_name)
        covers = (self._encoder.encode(picture) for picture in raw.pictures)
        cover = next((cover for cover in covers if cover is not None), None)
        return Song(file, digest, size, sound, tags, cover)

    def _copy(self, stream: IO[bytes], head: bytes, file: IO[bytes]) -> tuple[bytes, int]:
        """Unpack into the scratch file within the limits; return digest and size."""
        digest, size = hashlib.sha256(), 0
        chunk = head
        while chunk:
            size += len(chunk)
            self._unpacked += len(chunk)
            if size > self._limits.entry_bytes:
                raise RejectedError(f"is larger than {self._limits.entry_bytes} bytes")
            if self._unpacked > self._limits.unpacked_bytes:
                raise ArchiveError(
                    f"the archive unpacks to more than {self._limits.unpacked_bytes} bytes"
                )
            digest.update(chunk)
            file.write(chunk)
            chunk = _read(stream, CHUNK_BYTES)
        file.flush()
        return digest.digest(), size


def is_wanted(entry: Entry, head: bytes) -> bool:
    """Whether the entry is worth unpacking; what nobody meant as music is passed over.

    Raises `RejectedError` for what was meant so, by its name or as the whole upload.
    """
    name, suffix = entry.raw_name, suffix_of(entry.raw_name)
    if is_hidden(name) and not entry.is_alone:
        return False
    if not head and (entry.is_alone or pretends_audio(name)):
        raise RejectedError("is empty")
    if detect_audio(head) is not None:
        return True
    if detect_container(head) is not None or suffix in ARCHIVE_SUFFIXES:
        raise RejectedError("is an archive of a kind or in a place where it is not opened")
    if suffix in OTHER_AUDIO_SUFFIXES or head.startswith(b"OggS"):
        raise RejectedError("is of a type of audio that is not supported")
    if entry.is_alone or pretends_audio(name):
        raise RejectedError("is not audio")
    return bool(head) and is_cover(name) and entry.unpacked_bytes <= MAX_SOURCE_BYTES


@contextmanager
def _parsing(entry: Entry) -> Iterator[None]:
    """Let no file stop the import of the others, whatever a parser meets in it."""
    try:
        yield
    except RejectedError:
        raise
    except Exception as error:
        structlog.get_logger().warning("a parser failed", entry=entry.name, exc_info=True)
        raise RejectedError(f"cannot be read: {type(error).__name__}") from error


def _read(stream: IO[bytes], size: int) -> bytes:
    with entry_errors():
        return stream.read(size)


def read_sound(kind: Kind, info: MutagenObject, size: int) -> Sound:
    """Return the facts of the audio; raise `RejectedError` for those that cannot be."""
    duration_ms = round(info.length * 1000)
    if duration_ms <= 0:
        raise RejectedError("holds no sound")
    if duration_ms > LONGEST_MS:
        raise RejectedError("claims to be longer than a week")
    sound = Sound(
        kind=kind,
        duration_ms=duration_ms,
        bit_rate=size * 8 * 1000 // duration_ms,
        # Opus always sounds at 48 kHz, so its header names no rate.
        sample_rate=getattr(info, "sample_rate", 48_000),
        channels=info.channels,
        bit_depth=getattr(info, "bits_per_sample", None) or None,
    )
    _check_claim("sample rate", sound.sample_rate, MAX_SAMPLE_RATE)
    _check_claim("number of channels", sound.channels, MAX_CHANNELS)
    _check_claim("bit rate", sound.bit_rate, MAX_BIT_RATE)
    return sound


def _check_claim(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise RejectedError(f"has a {name} that cannot be: {value}")
