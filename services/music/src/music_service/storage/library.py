"""Writing to the catalogue: what is there already is found, never written twice."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from legato_kit.database import Session
from legato_kit.ids import new_id
from music_service.imports.covers import EncodedCover
from music_service.imports.examine import Song
from music_service.imports.media import Credited, Tags


@dataclass(frozen=True, slots=True)
class _Id:
    id: UUID


class LibraryStore:
    """Statements that add to the catalogue, within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add_song(self, song: Song) -> tuple[UUID, bool]:
        """Add a track with all that it names; return its id and whether it is new."""
        track_id = await self._find("library.find_track", sha256=song.sha256)
        if track_id is not None:
            return track_id, False
        tags = song.tags
        artist_ids, album_artist_ids = await self._add_artists(tags)
        genre_ids = await self._add_genres(tags.genres)
        cover_id = None if song.cover is None else await self.add_cover(song.cover)
        album_id = await self._add_album(tags, album_artist_ids, cover_id)
        track_id = new_id()
        if not await self._add_track(song, track_id, album_id, cover_id):
            return await self._get("library.find_track", sha256=song.sha256), False
        await self._session.execute(
            "library.add_track_artists", track_id=track_id, artist_ids=artist_ids
        )
        await self._session.execute(
            "library.add_track_genres", track_id=track_id, genre_ids=genre_ids
        )
        return track_id, True

    async def add_cover(self, cover: EncodedCover) -> UUID:
        """Add a cover and return its id."""
        await self._session.execute(
            "library.add_cover",
            id=new_id(),
            sha256=cover.sha256,
            source_sha256=cover.source_sha256,
            width=cover.width,
            height=cover.height,
            bytes=len(cover.data),
        )
        return await self._get("library.find_cover", source_sha256=cover.source_sha256)

    async def _add_artists(self, tags: Tags) -> tuple[list[UUID], list[UUID]]:
        """Add artists; return the ids of the track's and of the album's."""
        everyone = (*tags.artists, *tags.album_artists)
        await self._session.execute(
            "library.add_artists",
            ids=[new_id() for _ in everyone],
            names=[artist.name for artist in everyone],
            sort_names=[artist.sort_name for artist in everyone],
        )
        return await self._artist_ids(tags.artists), await self._artist_ids(tags.album_artists)

    async def _artist_ids(self, artists: Sequence[Credited]) -> list[UUID]:
        names = [artist.name for artist in artists]
        return await self._list("library.find_artists", names)

    async def _add_genres(self, names: Sequence[str]) -> list[UUID]:
        if not names:
            return []
        await self._session.execute(
            "library.add_genres", ids=[new_id() for _ in names], names=list(names)
        )
        return await self._list("library.find_genres", names)

    async def _add_album(
        self, tags: Tags, artist_ids: Sequence[UUID], cover_id: UUID | None
    ) -> UUID:
        album_id = new_id()
        details = {
            "year": tags.year,
            "cover_id": cover_id,
            "musicbrainz_id": tags.musicbrainz_album,
        }
        is_new = await self._session.execute(
            "library.add_album",
            id=album_id,
            title=tags.album,
            sort_title=tags.sort_album,
            credit=tags.album_credit,
            **details,
        )
        if is_new:
            await self._session.execute(
                "library.add_album_artists", album_id=album_id, artist_ids=artist_ids
            )
            return album_id
        album_id = await self._get("library.find_album", title=tags.album, credit=tags.album_credit)
        await self._session.execute("library.complete_album", id=album_id, **details)
        return album_id

    async def _add_track(
        self, song: Song, track_id: UUID, album_id: UUID, cover_id: UUID | None
    ) -> bool:
        sound, tags = song.sound, song.tags
        return bool(
            await self._session.execute(
                "library.add_track",
                id=track_id,
                sha256=song.sha256,
                object_key=song.key,
                mime_type=sound.kind.mime_type,
                bytes=song.bytes,
                duration_ms=sound.duration_ms,
                bit_rate=sound.bit_rate,
                sample_rate=sound.sample_rate,
                bit_depth=sound.bit_depth,
                channels=sound.channels,
                title=tags.title,
                sort_title=tags.sort_title,
                credit=tags.credit,
                album_id=album_id,
                track_number=tags.track_number,
                disc_number=tags.disc_number,
                year=tags.year,
                composer=tags.composer,
                musicbrainz_id=tags.musicbrainz_track,
                cover_id=cover_id,
                **asdict(tags.gain),
            )
        )

    async def _list(self, statement: str, names: Sequence[str]) -> list[UUID]:
        """Return ids in the order of the names, each once: two spellings may mean the same."""
        rows = await self._session.fetch_all(_Id, statement, names=list(names))
        return list(dict.fromkeys(row.id for row in rows))

    async def _find(self, statement: str, **parameters: object) -> UUID | None:
        row = await self._session.fetch_one(_Id, statement, **parameters)
        return None if row is None else row.id

    async def _get(self, statement: str, **parameters: object) -> UUID:
        """Return the id of a row that this transaction added or another had committed."""
        found = await self._find(statement, **parameters)
        if found is None:
            raise LookupError(f"{statement} finds nothing")
        return found
