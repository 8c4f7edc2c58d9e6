"""The keys that the gateway checks media URLs with."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from music_service.context import InContext

KEY_SET_MAX_AGE_SECONDS = 60

router = APIRouter(tags=["keys"])


@router.get("/.well-known/media-jwks.json")
async def media_jwks(context: InContext) -> Response:
    """Return the public keys of media tokens (RFC 7517); needs neither database nor cache."""
    headers = {"Cache-Control": f"public, max-age={KEY_SET_MAX_AGE_SECONDS}"}
    return JSONResponse(context.keys.public_set(), headers=headers)
