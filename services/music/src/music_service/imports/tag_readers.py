"""Reading tags with mutagen: each format's own names become those of Vorbis comments."""

import base64
import binascii
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from mutagen.flac import FLAC, Picture
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from music_service.imports.formats.data import Data
from music_service.imports.formats.id3 import frame_names
from music_service.imports.formats.mp4 import tag_names
from music_service.imports.kinds import Kind
from music_service.imports.tags import undecodable

MutagenObject = Any
"""A file, its facts or its tags: mutagen's formats share no types."""

FRONT_COVER = 3
"""Picture type of ID3 and FLAC."""

ID3_FIELDS = {
    "TALB": "album",
    "TCMP": "compilation",
    "TCOM": "composer",
    "TDRC": "date",
    "TIT2": "title",
    "TPE1": "artist",
    "TPE2": "albumartist",
    "TPOS": "discnumber",
    "TRCK": "tracknumber",
    "TSO2": "albumartistsort",
    "TSOA": "albumsort",
    "TSOP": "artistsort",
    "TSOT": "titlesort",
}

ID3_SINGLE = frozenset({"TALB", "TIT2"})
"""Frames of one value: a NUL would make it several."""

ID3_CHECKED = frozenset({"TALB", "TIT2", "TPE1", "TPE2"})
"""Frames that mutagen must have read if they are there; it drops what it cannot decode."""

MP4_FIELDS = {
    "\xa9alb": "album",
    "\xa9ART": "artist",
    "\xa9day": "date",
    "\xa9gen": "genre",
    "\xa9nam": "title",
    "\xa9wrt": "composer",
    "aART": "albumartist",
    "cpil": "compilation",
    "disk": "discnumber",
    "soaa": "albumartistsort",
    "soal": "albumsort",
    "soar": "artistsort",
    "sonm": "titlesort",
    "trkn": "tracknumber",
}

MP4_CHECKED = frozenset({"\xa9alb", "\xa9ART", "\xa9nam", "aART"})
"""Like `ID3_CHECKED`."""

MP4_FREE_FORM = "----:com.apple.iTunes:"

ALIASES = {
    "album artist": "albumartist",
    "album_artist": "albumartist",
    "musicbrainz album id": "musicbrainz_albumid",
    "musicbrainz track id": "musicbrainz_trackid",
}
"""Other spellings of fields, as seen in the wild."""


@dataclass(slots=True)
class RawTags:
    """Fields and pictures as they stand in the file; the front cover comes first."""

    fields: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    pictures: list[bytes] = field(default_factory=list)

    def add(self, name: str, values: Iterable[object]) -> None:
        """Add values to a field."""
        key = name.lower()
        self.fields[ALIASES.get(key, key)].extend(str(value) for value in values)

    def add_pictures(self, pictures: Iterable[tuple[int, bytes]]) -> None:
        """Add pictures with their types."""
        ranked = sorted(pictures, key=lambda picture: picture[0] != FRONT_COVER)
        self.pictures.extend(data for _, data in ranked)


def read_file(kind: Kind, file: IO[bytes], data: Data) -> tuple[RawTags, MutagenObject]:
    """Return the tags of a file and mutagen's facts of its sound.

    Raises `RejectedError` for tags that cannot be decoded, and whatever mutagen's parsers meet.
    """
    reader, read_tags = _READERS[kind]
    file.seek(0)
    audio = reader(file)
    raw = RawTags()
    if audio.tags is not None:
        read_tags(audio, data, raw)
    return raw, audio.info


def _read_vorbis(audio: MutagenObject, _: Data, raw: RawTags) -> None:
    for name, value in audio.tags:
        raw.add(name, [value])
    pictures = list(getattr(audio, "pictures", []))
    for block in raw.fields.pop("metadata_block_picture", []):
        try:
            pictures.append(Picture(base64.b64decode(block)))
        except (binascii.Error, ValueError, OSError):
            continue
    raw.add_pictures((picture.type, picture.data) for picture in pictures)


def _read_id3(audio: MutagenObject, data: Data, raw: RawTags) -> None:
    tags = audio.tags
    for name in ID3_CHECKED.intersection(frame_names(data)):
        if not tags.getall(name):
            raise undecodable(ID3_FIELDS[name])
    for name, field_name in ID3_FIELDS.items():
        for frame in tags.getall(name):
            values = ["\0".join(frame.text)] if name in ID3_SINGLE else frame.text
            raw.add(field_name, values)
    for frame in tags.getall("TCON"):
        raw.add("genre", frame.genres)
    for frame in tags.getall("TXXX"):
        raw.add(frame.desc, frame.text)
    for frame in tags.getall("UFID:http://musicbrainz.org"):
        raw.add("musicbrainz_trackid", [frame.data.decode("ascii", "replace")])
    raw.add_pictures((frame.type, frame.data) for frame in tags.getall("APIC"))


def _read_mp4(audio: MutagenObject, data: Data, raw: RawTags) -> None:
    tags: Mapping[str, Any] = audio.tags
    present = {name.decode("latin-1") for name in tag_names(data)}
    for name in MP4_CHECKED & present:
        if name not in tags:
            raise undecodable(MP4_FIELDS[name])
    for name, field_name in MP4_FIELDS.items():
        raw.add(field_name, _mp4_values(tags.get(name, [])))
    for name, values in tags.items():
        if name.startswith(MP4_FREE_FORM):
            texts = [bytes(value).decode("utf-8", "replace") for value in values]
            raw.add(name.removeprefix(MP4_FREE_FORM), texts)
    raw.add_pictures((FRONT_COVER, bytes(picture)) for picture in tags.get("covr", []))


def _mp4_values(values: MutagenObject) -> list[object]:
    """Return values as a list of texts: numbers come in pairs with their total, flags alone."""
    if isinstance(values, bool):
        return [int(values)]
    return [value[0] if isinstance(value, tuple) else value for value in values]


Reader = Callable[[IO[bytes]], MutagenObject]
TagReader = Callable[[MutagenObject, Data, RawTags], None]

_READERS: Mapping[Kind, tuple[Reader, TagReader]] = {
    Kind.FLAC: (FLAC, _read_vorbis),
    Kind.MP3: (MP3, _read_id3),
    Kind.MP4: (MP4, _read_mp4),
    Kind.OPUS: (OggOpus, _read_vorbis),
    Kind.VORBIS: (OggVorbis, _read_vorbis),
    Kind.WAV: (WAVE, _read_id3),
}
