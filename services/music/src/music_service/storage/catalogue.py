"""Reading artists, albums and tracks, page by page or one by one."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from pydantic import Field

from legato_kit.database import Session
from legato_kit.paging import Key, Page, cut_page, encode_cursor
from music_service.models import Album, Artist, Track
from music_service.storage.pages import PageRequest, read_cursor, small_integer

WITHOUT_NUMBER = 10_000
"""Place of a track without a number: behind all that have one."""


class ArtistRow(Artist):
    """An artist with what it is sorted by."""

    sort_key: str = Field(exclude=True)


class AlbumRow(Album):
    """An album with what it is sorted by."""

    sort_key: str = Field(exclude=True)


class TrackRow(Track):
    """A track with what it is sorted by, and where its audio lies."""

    sort_key: str = Field(exclude=True)
    object_key: str = Field(exclude=True)


Row = TypeVar("Row", ArtistRow, AlbumRow, TrackRow)


class CatalogueStore:
    """Statements that read, within one session. Each page is one statement."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get_artist(self, artist_id: UUID) -> ArtistRow | None:
        """Return the artist, or None."""
        return await self._session.fetch_one(ArtistRow, "catalogue.get_artist", id=artist_id)

    async def get_album(self, album_id: UUID) -> AlbumRow | None:
        """Return the album, or None."""
        return await self._session.fetch_one(AlbumRow, "catalogue.get_album", id=album_id)

    async def get_track(self, track_id: UUID) -> TrackRow | None:
        """Return the track, or None."""
        return await self._session.fetch_one(TrackRow, "catalogue.get_track", id=track_id)

    async def list_artists(self, page: PageRequest) -> Page[Artist]:
        """Return artists by sort name."""
        after_key, after_id = read_cursor(page.cursor, str, UUID)
        rows = await self._session.fetch_all(
            ArtistRow,
            "catalogue.list_artists",
            after_key=after_key,
            after_id=after_id,
            limit=page.limit + 1,
        )
        items, cursor = _cut(rows, page.limit, _by_name)
        return Page[Artist](items=items, next_cursor=cursor)

    async def list_albums(self, page: PageRequest) -> Page[Album]:
        """Return albums by title."""
        after_key, after_id = read_cursor(page.cursor, str, UUID)
        rows = await self._session.fetch_all(
            AlbumRow,
            "catalogue.list_albums",
            after_key=after_key,
            after_id=after_id,
            limit=page.limit + 1,
        )
        items, cursor = _cut(rows, page.limit, _by_name)
        return Page[Album](items=items, next_cursor=cursor)

    async def list_albums_of_artist(self, page: PageRequest, artist_id: UUID) -> Page[Album]:
        """Return the albums on which an artist is heard, newest first."""
        after_year, after_key, after_id = read_cursor(page.cursor, small_integer, str, UUID)
        rows = await self._session.fetch_all(
            AlbumRow,
            "catalogue.list_albums_of_artist",
            artist_id=artist_id,
            after_year=after_year,
            after_key=after_key,
            after_id=after_id,
            limit=page.limit + 1,
        )
        items, cursor = _cut(rows, page.limit, _by_year)
        return Page[Album](items=items, next_cursor=cursor)

    async def list_tracks(self, page: PageRequest, artist_id: UUID | None) -> Page[Track]:
        """Return tracks by title, of all artists or of one."""
        after_key, after_id = read_cursor(page.cursor, str, UUID)
        rows = await self._session.fetch_all(
            TrackRow,
            "catalogue.list_tracks",
            artist_id=artist_id,
            after_key=after_key,
            after_id=after_id,
            limit=page.limit + 1,
        )
        items, cursor = _cut(rows, page.limit, _by_name)
        return Page[Track](items=items, next_cursor=cursor)

    async def list_tracks_of_album(
        self, page: PageRequest, album_id: UUID, artist_id: UUID | None
    ) -> Page[Track]:
        """Return the tracks of an album in playing order."""
        after_disc, after_number, after_key, after_id = read_cursor(
            page.cursor, small_integer, small_integer, str, UUID
        )
        rows = await self._session.fetch_all(
            TrackRow,
            "catalogue.list_tracks_of_album",
            album_id=album_id,
            artist_id=artist_id,
            after_disc=after_disc,
            after_number=after_number,
            after_key=after_key,
            after_id=after_id,
            limit=page.limit + 1,
        )
        items, cursor = _cut(rows, page.limit, _by_place)
        return Page[Track](items=items, next_cursor=cursor)


def _cut(
    rows: Sequence[Row], limit: int, key_of: Callable[[Row], Key]
) -> tuple[list[Row], str | None]:
    items, has_more = cut_page(rows, limit)
    return list(items), encode_cursor(key_of(items[-1])) if has_more else None


def _by_name(row: ArtistRow | AlbumRow | TrackRow) -> Key:
    return row.sort_key, str(row.id)


def _by_year(row: AlbumRow) -> Key:
    return str(row.year or 0), row.sort_key, str(row.id)


def _by_place(row: TrackRow) -> Key:
    number = WITHOUT_NUMBER if row.track_number is None else row.track_number
    return str(row.disc_number or 1), str(number), row.sort_key, str(row.id)
