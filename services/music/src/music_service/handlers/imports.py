"""Imports: handing files in, and hearing what became of them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response, status

from legato_kit.idempotency import IdempotencyKey
from legato_kit.identity import Authenticated, Role
from legato_kit.paging import Cursor, Limit, Page
from music_service.context import InContext
from music_service.handlers.multipart import FILE_FIELD, open_form_file
from music_service.models import Import, ImportAccepted
from music_service.storage.pages import PageRequest

PATH = "/v1/imports"

FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FILE_FIELD],
                    "properties": {FILE_FIELD: {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}
"""The body, which is read as it arrives and so is no parameter."""

router = APIRouter(prefix=PATH, tags=["imports"])


@router.post("", status_code=status.HTTP_202_ACCEPTED, openapi_extra=FORM)
async def create_import(
    request: Request,
    response: Response,
    identity: Authenticated,
    context: InContext,
    key: IdempotencyKey = None,
) -> ImportAccepted:
    """Take in one audio file, or a zip, tar or tar.gz of them; it is looked at afterwards."""
    identity.require(Role.CURATOR, Role.ADMIN)
    announced = request.headers.get("content-length", "")
    context.imports.check_announced(int(announced) if announced.isdigit() else None)
    accepted = await context.imports.accept(identity, await open_form_file(request), key)
    response.headers["Location"] = f"{PATH}/{accepted.id}"
    return accepted


@router.get("")
async def list_imports(
    identity: Authenticated, context: InContext, limit: Limit = 20, cursor: Cursor = None
) -> Page[Import]:
    """Return the caller's imports, or all to an admin, newest first."""
    return await context.imports.list_page(identity, PageRequest(limit, cursor))


@router.get("/{import_id}")
async def get_import(import_id: UUID, identity: Authenticated, context: InContext) -> Import:
    """Return how far an import has come."""
    return await context.imports.get(identity, import_id)


@router.post("/{import_id}/cancel")
async def cancel_import(import_id: UUID, identity: Authenticated, context: InContext) -> Import:
    """End an import that is not over; what was taken of it stays."""
    return await context.imports.cancel(identity, import_id)
