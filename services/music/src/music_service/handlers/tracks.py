"""Tracks, and where their audio is."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from legato_kit.identity import Authenticated
from legato_kit.paging import Cursor, Limit, Page
from music_service.context import InContext
from music_service.models import Playback, PlayRequest, Track
from music_service.storage.pages import PageRequest

router = APIRouter(prefix="/v1/tracks", tags=["tracks"])


@router.get("")
async def list_tracks(
    _: Authenticated,
    context: InContext,
    album_id: UUID | None = None,
    artist_id: UUID | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Track]:
    """Return tracks by title, or those of an album in playing order."""
    return await context.catalogue.list_tracks(PageRequest(limit, cursor), album_id, artist_id)


@router.get("/{track_id}", response_model=Track)
async def get_track(track_id: UUID, _: Authenticated, context: InContext) -> Response:
    """Return one track."""
    body = await context.catalogue.get_track_json(track_id)
    return Response(body, media_type="application/json")


@router.post("/{track_id}/play")
async def play_track(
    track_id: UUID,
    identity: Authenticated,
    context: InContext,
    _: PlayRequest | None = None,
) -> Playback:
    """Return a URL under which the gateway lets this listener hear the track for a while."""
    return await context.plays.authorise(identity, track_id)
