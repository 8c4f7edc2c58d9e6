"""Search."""

from fastapi import APIRouter

from legato_kit.identity import Authenticated
from legato_kit.paging import Limit
from music_service.context import InContext
from music_service.models import Found, Question

router = APIRouter(tags=["search"])


@router.get("/v1/search")
async def search(q: Question, _: Authenticated, context: InContext, limit: Limit = 20) -> Found:
    """Return artists, albums and tracks by name, best first, up to `limit` of each."""
    return await context.catalogue.search(q, limit)
