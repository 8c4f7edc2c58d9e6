"""Covers: public, since an `<img>` sends no token; named after their content."""

import re
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from legato_kit.errors import NotFoundError
from music_service.context import InContext
from music_service.storage.objects import ObjectMissingError, cover_key

NAME = re.compile(r"[0-9a-f]{64}\.jpg")

router = APIRouter(tags=["covers"])


class JpegResponse(Response):
    """A picture; the class tells OpenAPI so."""

    media_type = "image/jpeg"


@router.get("/v1/covers/{name}", response_class=JpegResponse)
async def get_cover(name: str, request: Request, context: InContext) -> Response:
    """Return a cover; whoever has it need never ask again."""
    if not NAME.fullmatch(name):
        raise NotFoundError("there is no such cover")
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "ETag": f'"{name.removesuffix(".jpg")}"',
        "X-Content-Type-Options": "nosniff",
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    try:
        data = await context.objects.get_bytes(cover_key(name))
    except ObjectMissingError as error:
        raise NotFoundError("there is no such cover") from error
    return JpegResponse(data, headers=headers)
