"""Artists, albums and tracks: single ones through the cache, lists from a replica."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel

from legato_kit.cache import Cache
from legato_kit.database import Database
from legato_kit.errors import NotFoundError
from legato_kit.paging import Page
from music_service.models import Album, Artist, Found, Track
from music_service.storage.catalogue import CatalogueStore
from music_service.storage.pages import PageRequest
from music_service.storage.search import SearchStore

TTL_SECONDS = 30
"""Bounds how long an old answer is seen: an import adds to albums and artists."""

SHAPE = 1
"""Part of every cache key; to be raised when a cached shape changes."""


class Playable(BaseModel):
    """What it takes to authorise a play."""

    object_key: str
    mime_type: str
    bytes: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class CatalogueService:
    """Reads of the catalogue."""

    database: Database
    cache: Cache

    async def get_artist_json(self, artist_id: UUID) -> bytes:
        """Return an `Artist` as JSON; raise `NotFoundError`."""
        return await self._cached("artist", artist_id, lambda store: store.get_artist(artist_id))

    async def get_album_json(self, album_id: UUID) -> bytes:
        """Return an `Album` as JSON; raise `NotFoundError`."""
        return await self._cached("album", album_id, lambda store: store.get_album(album_id))

    async def get_track_json(self, track_id: UUID) -> bytes:
        """Return a `Track` as JSON; raise `NotFoundError`."""
        return await self._cached("track", track_id, lambda store: store.get_track(track_id))

    async def get_playable(self, track_id: UUID) -> Playable:
        """Return where a track's audio lies; raise `NotFoundError`."""

        async def read(store: CatalogueStore) -> Playable | None:
            row = await store.get_track(track_id)
            return None if row is None else Playable.model_validate(row, from_attributes=True)

        return Playable.model_validate_json(await self._cached("playable", track_id, read))

    async def list_artists(self, page: PageRequest) -> Page[Artist]:
        """Return artists by sort name."""
        async with self.database.reading() as session:
            return await CatalogueStore(session).list_artists(page)

    async def list_albums(self, page: PageRequest, artist_id: UUID | None) -> Page[Album]:
        """Return albums by title, or those of one artist, newest first."""
        async with self.database.reading() as session:
            store = CatalogueStore(session)
            if artist_id is None:
                return await store.list_albums(page)
            return await store.list_albums_of_artist(page, artist_id)

    async def list_tracks(
        self, page: PageRequest, album_id: UUID | None, artist_id: UUID | None
    ) -> Page[Track]:
        """Return tracks by title, or those of one album in playing order."""
        async with self.database.reading() as session:
            store = CatalogueStore(session)
            if album_id is not None:
                return await store.list_tracks_of_album(page, album_id, artist_id)
            if artist_id is not None:
                return await store.list_tracks_of_artist(page, artist_id)
            return await store.list_tracks(page)

    async def search(self, question: str, limit: int) -> Found:
        """Return up to `limit` of each kind, best first."""
        async with self.database.reading() as session:
            return await SearchStore(session).find(question, limit)

    async def _cached(
        self,
        kind: str,
        identifier: UUID,
        read: Callable[[CatalogueStore], Awaitable[BaseModel | None]],
    ) -> bytes:
        key = f"{kind}:{SHAPE}:{identifier}"
        body = await self.cache.get(key)
        if body is not None:
            return body
        async with self.database.reading() as session:
            found = await read(CatalogueStore(session))
        if found is None:
            raise NotFoundError("there is no such thing in the catalogue")
        body = found.model_dump_json().encode()
        await self.cache.fill(key, body, ttl_seconds=TTL_SECONDS)
        return body
