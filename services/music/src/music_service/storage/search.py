"""Finding artists, albums and tracks by name."""

from legato_kit.database import Session
from music_service.models import Album, Artist, Found, Track


class SearchStore:
    """Statements that search, within one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find(self, question: str, limit: int) -> Found:
        """Return up to `limit` of each kind, best first."""
        asked = {"q": question, "limit": limit}
        return Found(
            artists=await self._session.fetch_all(Artist, "search.artists", **asked),
            albums=await self._session.fetch_all(Album, "search.albums", **asked),
            tracks=await self._session.fetch_all(Track, "search.tracks", **asked),
        )
