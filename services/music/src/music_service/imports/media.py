"""What is found in one audio file."""

from dataclasses import dataclass
from uuid import UUID

from music_service.imports.kinds import Kind


@dataclass(frozen=True, slots=True)
class Sound:
    """Facts of the audio itself; `bit_rate` in bits per second."""

    kind: Kind
    duration_ms: int
    bit_rate: int
    sample_rate: int
    channels: int
    bit_depth: int | None


@dataclass(frozen=True, slots=True)
class Credited:
    """An artist as a tag names it, and the name that it is sorted by."""

    name: str
    sort_name: str


@dataclass(frozen=True, slots=True)
class Gain:
    """ReplayGain: gains in decibels, peaks as a share of full scale."""

    track_gain: float | None = None
    track_peak: float | None = None
    album_gain: float | None = None
    album_peak: float | None = None


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file says of itself, cleaned, with what is missing filled in."""

    title: str
    sort_title: str
    artists: tuple[Credited, ...]
    credit: str
    album: str
    sort_album: str
    album_artists: tuple[Credited, ...]
    album_credit: str
    track_number: int | None
    disc_number: int | None
    year: int | None
    genres: tuple[str, ...]
    composer: str | None
    gain: Gain
    musicbrainz_track: UUID | None
    musicbrainz_album: UUID | None
