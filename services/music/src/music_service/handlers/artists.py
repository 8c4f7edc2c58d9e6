"""Artists."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from legato_kit.identity import Authenticated
from legato_kit.paging import Cursor, Limit, Page
from music_service.context import InContext
from music_service.models import Artist
from music_service.storage.pages import PageRequest

router = APIRouter(prefix="/v1/artists", tags=["artists"])


@router.get("")
async def list_artists(
    _: Authenticated, context: InContext, limit: Limit = 50, cursor: Cursor = None
) -> Page[Artist]:
    """Return artists by sort name."""
    return await context.catalogue.list_artists(PageRequest(limit, cursor))


@router.get("/{artist_id}", response_model=Artist)
async def get_artist(artist_id: UUID, _: Authenticated, context: InContext) -> Response:
    """Return one artist."""
    body = await context.catalogue.get_artist_json(artist_id)
    return Response(body, media_type="application/json")
