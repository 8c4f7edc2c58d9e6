"""Albums."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from legato_kit.identity import Authenticated
from legato_kit.paging import Cursor, Limit, Page
from music_service.context import InContext
from music_service.models import Album
from music_service.storage.pages import PageRequest

router = APIRouter(prefix="/v1/albums", tags=["albums"])


@router.get("")
async def list_albums(
    _: Authenticated,
    context: InContext,
    artist_id: UUID | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Album]:
    """Return albums by title, or those on which an artist is heard, newest first."""
    return await context.catalogue.list_albums(PageRequest(limit, cursor), artist_id)


@router.get("/{album_id}", response_model=Album)
async def get_album(album_id: UUID, _: Authenticated, context: InContext) -> Response:
    """Return one album."""
    body = await context.catalogue.get_album_json(album_id)
    return Response(body, media_type="application/json")
