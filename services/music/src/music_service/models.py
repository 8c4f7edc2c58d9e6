"""Shapes of answers, and the rules for what people type."""

import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict

MAX_QUESTION = 200


class Cover(BaseModel):
    """A picture; its path is public and never changes its content."""

    id: UUID
    url: str


class ArtistName(BaseModel):
    """An artist as others name it."""

    id: UUID
    name: str


class AlbumTitle(BaseModel):
    """An album as its tracks name it."""

    id: UUID
    title: str


class Artist(BaseModel):
    """Someone who is heard on at least one track; `cover` is of the newest album that has one."""

    id: UUID
    name: str
    sort_name: str
    cover: Cover | None
    album_count: int
    track_count: int


class Album(BaseModel):
    """An album by its album artists; `duration_ms` of all its tracks."""

    id: UUID
    title: str
    sort_title: str
    artists: list[ArtistName]
    year: int | None
    cover: Cover | None
    track_count: int
    duration_ms: int
    musicbrainz_id: UUID | None
    created_at: datetime


class ReplayGain(BaseModel):
    """Gains in decibels, peaks as a share of full scale."""

    track_gain: float | None
    track_peak: float | None
    album_gain: float | None
    album_peak: float | None


class Track(BaseModel):
    """A track; `bit_rate` in bits per second, `bytes` of the file as it was imported."""

    id: UUID
    title: str
    sort_title: str
    artists: list[ArtistName]
    album: AlbumTitle
    track_number: int | None
    disc_number: int | None
    year: int | None
    genres: list[str]
    composer: str | None
    duration_ms: int
    cover: Cover | None
    mime_type: str
    bytes: int
    bit_rate: int
    sample_rate: int
    bit_depth: int | None
    channels: int
    replay_gain: ReplayGain
    musicbrainz_id: UUID | None
    created_at: datetime


class Found(BaseModel):
    """What a search found, best first in each list."""

    artists: list[Artist]
    albums: list[Album]
    tracks: list[Track]


class PlayRequest(BaseModel):
    """Nothing is to be said yet."""

    model_config = ConfigDict(extra="forbid")


class Playback(BaseModel):
    """Where the audio is, relative to this origin, until when, and what it is."""

    url: str
    expires_at: datetime
    mime_type: str
    bytes: int


class ImportState(StrEnum):
    """How far an import has come."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ImportAccepted(BaseModel):
    """The upload is kept and waits for its turn."""

    id: UUID


class RejectedEntry(BaseModel):
    """A file that was not taken, and why."""

    name: str
    reason: str


class Import(BaseModel):
    """An import and what became of its files.

    `failed` means that it could not be read to its end, for `reason`; what was taken before stays.
    `rejected` spells out the first thousand of `rejected_count`.
    """

    id: UUID
    state: ImportState
    reason: str | None
    file_name: str
    bytes: int
    imported: int
    unchanged: int
    rejected: list[RejectedEntry]
    rejected_count: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


def clean_question(text: str) -> str:
    """Return the question without space around it; refuse empty ones and control characters."""
    question = text.strip()
    if not question:
        raise ValueError("must not be empty")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in question):
        raise ValueError("must not hold control characters")
    return question


Question = Annotated[
    str, Query(min_length=1, max_length=MAX_QUESTION), AfterValidator(clean_question)
]
