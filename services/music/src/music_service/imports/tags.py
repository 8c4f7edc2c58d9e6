"""From tag fields, whatever the format, to what the catalogue keeps."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from music_service.imports.errors import RejectedError
from music_service.imports.media import Credited, Gain, Tags
from music_service.imports.names import shown, stem_of

Fields = Mapping[str, Sequence[str]]
"""Values by field, named as in Vorbis comments, in lower case."""

MAX_TEXT = 250
"""Characters of a name or title; what is longer is cut off."""

MAX_VALUES = 16
"""Artists or genres of one file; what is more is left out."""

UNTITLED = "Untitled"
UNKNOWN_ARTIST = "Unknown artist"
UNKNOWN_ALBUM = "Unknown album"
VARIOUS_ARTISTS = "Various Artists"

MAX_TRACK_NUMBER = 9999
MAX_DISC_NUMBER = 999
MAX_GAIN_DECIBELS = 100.0
MAX_PEAK = 100.0

R128_STEPS_PER_DECIBEL = 256
R128_BELOW_REPLAY_GAIN = 5.0
"""Opus gains aim at -23 LUFS, ReplayGain at -18."""

_ARTICLE = re.compile(r"^(The|A|An)\s+(\S.*)$", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_NUMBER = re.compile(r"\s*(\d{1,6})")

Parsed = TypeVar("Parsed")


def build_tags(fields: Fields, file_name: str) -> Tags:
    """Return the tags of a file; its name stands in for a missing title.

    Raises `RejectedError` for a field that holds a NUL or that could not be decoded.
    """
    names = _texts(fields, "artist")
    artists = _texts(fields, "artists") or names or [UNKNOWN_ARTIST]
    album_names = _texts(fields, "albumartist") or _various(fields)
    album_artists = _texts(fields, "albumartists") or album_names or artists
    title = _first(fields, "title") or clean_text(shown(stem_of(file_name))) or UNTITLED
    album = _first(fields, "album") or UNKNOWN_ALBUM
    return Tags(
        title=title,
        sort_title=_first(fields, "titlesort") or title,
        artists=_credited(artists, _texts(fields, "artistsort")),
        credit=_joined(names or artists),
        album=album,
        sort_album=_first(fields, "albumsort") or album,
        album_artists=_credited(album_artists, _texts(fields, "albumartistsort")),
        album_credit=_joined(album_names or album_artists),
        track_number=_number(fields, "tracknumber", MAX_TRACK_NUMBER),
        disc_number=_number(fields, "discnumber", MAX_DISC_NUMBER),
        year=_year(fields),
        genres=tuple(_texts(fields, "genre")),
        composer=_joined(_texts(fields, "composer")) or None,
        gain=_gain(fields),
        musicbrainz_track=_parsed(fields, "musicbrainz_trackid", UUID),
        musicbrainz_album=_parsed(fields, "musicbrainz_albumid", UUID),
    )


def clean_text(text: str) -> str:
    """Return the text on one line, in NFC, without space around it, cut to what is kept."""
    normal = unicodedata.normalize("NFC", text)
    spaced = "".join(
        " " if unicodedata.category(character) in {"Cc", "Zl", "Zp"} else character
        for character in normal
    )
    return " ".join(spaced.split())[:MAX_TEXT].rstrip()


def sort_name(name: str) -> str:
    """Return the name as shelves have it: an English article goes to the end."""
    article = _ARTICLE.match(name)
    return f"{article[2]}, {article[1]}" if article else name


def _texts(fields: Fields, field: str) -> list[str]:
    """Return the clean values of a field in order, none of them empty or twice."""
    texts: dict[str, None] = {}
    for value in fields.get(field, ()):
        text = value.rstrip("\0")
        if "\0" in text:
            raise RejectedError(f"has a NUL character in its tag “{field}”")
        if "\N{REPLACEMENT CHARACTER}" in text:
            raise undecodable(field)
        if cleaned := clean_text(text):
            texts[cleaned] = None
    return list(texts)[:MAX_VALUES]


def undecodable(field: str) -> RejectedError:
    """Return the error for a field whose bytes are not text in the encoding that they claim."""
    return RejectedError(f"has a tag “{field}” that cannot be decoded")


def _first(fields: Fields, field: str) -> str:
    return next(iter(_texts(fields, field)), "")


def _various(fields: Fields) -> list[str]:
    return [VARIOUS_ARTISTS] if _first(fields, "compilation") == "1" else []


def _joined(names: Sequence[str]) -> str:
    return clean_text("; ".join(names))


def _credited(names: Sequence[str], sort_names: Sequence[str]) -> tuple[Credited, ...]:
    """Pair artists with their sort names, which count only where each artist has one."""
    if len(sort_names) != len(names):
        sort_names = [sort_name(name) for name in names]
    return tuple(Credited(*pair) for pair in zip(names, sort_names, strict=True))


def _number(fields: Fields, field: str, most: int) -> int | None:
    """Read the number before a slash: `3/12` is the third of twelve."""
    match = _NUMBER.match(_first(fields, field))
    number = int(match[1]) if match else 0
    return number if 1 <= number <= most else None


def _year(fields: Fields) -> int | None:
    match = _YEAR.search(_first(fields, "date") or _first(fields, "year"))
    return int(match[0]) if match else None


def _gain(fields: Fields) -> Gain:
    return Gain(
        track_gain=_decibels(fields, "track"),
        track_peak=_peak(fields, "replaygain_track_peak"),
        album_gain=_decibels(fields, "album"),
        album_peak=_peak(fields, "replaygain_album_peak"),
    )


def _decibels(fields: Fields, scope: str) -> float | None:
    gain = _parsed(fields, f"replaygain_{scope}_gain", lambda text: float(text.split()[0]))
    if gain is None:
        steps = _parsed(fields, f"r128_{scope}_gain", int)
        gain = None if steps is None else steps / R128_STEPS_PER_DECIBEL + R128_BELOW_REPLAY_GAIN
    return gain if gain is not None and abs(gain) <= MAX_GAIN_DECIBELS else None


def _peak(fields: Fields, field: str) -> float | None:
    peak = _parsed(fields, field, float)
    return peak if peak is not None and 0 <= peak <= MAX_PEAK else None


def _parsed(fields: Fields, field: str, parse: Callable[[str], Parsed]) -> Parsed | None:
    """Return the parsed value of a field that does no harm when it is nonsense."""
    try:
        return parse(_first(fields, field))
    except (ValueError, IndexError):
        return None
