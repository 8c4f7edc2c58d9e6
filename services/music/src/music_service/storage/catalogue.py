"""Reading artists, albums and tracks, page by page or one by one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
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


Row = TypeVar("Row", bound=ArtistRow | AlbumRow | TrackRow)

Place = Mapping[str, Callable[[str], object]]
"""The parameters of a statement that say where a page begins, each with its type."""


BY_NAME: Place = {"after_key": str, "after_id": UUID}
BY_YEAR: Place = {"after_year": small_integer, "after_key": str, "after_id": UUID}
BY_PLACE: Place = {
    "after_disc": small_integer,
    "after_number": small_integer,
    "after_key": str,
    "after_id": UUID,
}


@dataclass(frozen=True, slots=True)
class _Order(Generic[Row]):
    """How a list is sorted: by which parameters a page begins, and the sort key of a row."""

    place: Place
    key_of: Callable[[Row], Key]


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
        items, cursor = await self._list(ArtistRow, "artists", page, _Order(BY_NAME, _name_key))
        return Page[Artist](items=items, next_cursor=cursor)

    async def list_albums(self, page: PageRequest) -> Page[Album]:
        """Return albums by title."""
        items, cursor = await self._list(AlbumRow, "albums", page, _Order(BY_NAME, _name_key))
        return Page[Album](items=items, next_cursor=cursor)

    async def list_albums_of_artist(self, page: PageRequest, artist_id: UUID) -> Page[Album]:
        """Return the albums on which an artist is heard, newest first."""
        items, cursor = await self._list(
            AlbumRow, "albums_of_artist", page, _Order(BY_YEAR, _year_key), artist_id=artist_id
        )
        return Page[Album](items=items, next_cursor=cursor)

    async def list_tracks(self, page: PageRequest) -> Page[Track]:
        """Return tracks by title."""
        items, cursor = await self._list(TrackRow, "tracks", page, _Order(BY_NAME, _name_key))
        return Page[Track](items=items, next_cursor=cursor)

    async def list_tracks_of_artist(self, page: PageRequest, artist_id: UUID) -> Page[Track]:
        """Return the tracks of an artist by title."""
        items, cursor = await self._list(
            TrackRow, "tracks_of_artist", page, _Order(BY_NAME, _name_key), artist_id=artist_id
        )
        return Page[Track](items=items, next_cursor=cursor)

    async def list_tracks_of_album(
        self, page: PageRequest, album_id: UUID, artist_id: UUID | None
    ) -> Page[Track]:
        """Return the tracks of an album in playing order, of all its artists or of one."""
        items, cursor = await self._list(
            TrackRow,
            "tracks_of_album",
            page,
            _Order(BY_PLACE, _place_key),
            album_id=album_id,
            artist_id=artist_id,
        )
        return Page[Track](items=items, next_cursor=cursor)

    async def _list(
        self,
        row: type[Row],
        name: str,
        page: PageRequest,
        order: _Order[Row],
        **filters: UUID | None,
    ) -> tuple[list[Row], str | None]:
        """Return a page of the statement `list_<name>` and the cursor of the next, if any."""
        after = read_cursor(page.cursor, *order.place.values())
        rows = await self._session.fetch_all(
            row,
            f"catalogue.list_{name}",
            **dict(zip(order.place, after, strict=True)),
            **filters,
            limit=page.limit + 1,
        )
        items, has_more = cut_page(rows, page.limit)
        cursor = encode_cursor(order.key_of(items[-1])) if has_more else None
        return list(items), cursor


def _name_key(row: ArtistRow | AlbumRow | TrackRow) -> Key:
    return row.sort_key, str(row.id)


def _year_key(row: AlbumRow) -> Key:
    return str(row.year or 0), row.sort_key, str(row.id)


def _place_key(row: TrackRow) -> Key:
    number = WITHOUT_NUMBER if row.track_number is None else row.track_number
    return str(row.disc_number or 1), str(number), row.sort_key, str(row.id)
