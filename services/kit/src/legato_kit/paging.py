"""Lists by opaque cursor: keyset paging, so that a page never shifts under its reader."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

from legato_kit.errors import FieldError, UnprocessableError

MAX_LIMIT = 200

Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Items on the page.")]
Cursor = Annotated[str | None, Query(max_length=1024, description="`next_cursor` of a page.")]

Key = tuple[str, ...]
"""The sort key of a page's last item, as text."""


class Page(BaseModel, Generic[Item]):
    """One page; `next_cursor` is null on the last."""

    items: list[Item]
    next_cursor: str | None = None


def encode_cursor(key: Key) -> str:
    """Return the opaque form of a sort key."""
    text = json.dumps(key, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, length: int) -> Key | None:
    """Return the sort key of `length` parts, or None for the first page.

    Raises `UnprocessableError` naming `cursor` for anything that this API did not hand out.
    """
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _bad_cursor() from error
    if not isinstance(key, list) or len(key) != length:
        raise _bad_cursor()
    if not all(isinstance(part, str) and "\0" not in part for part in key):
        raise _bad_cursor()
    return tuple(key)


def cut_page(rows: Sequence[Item], limit: int) -> tuple[Sequence[Item], bool]:
    """Split `limit + 1` fetched rows into the page and whether another follows."""
    return rows[:limit], len(rows) > limit


def _bad_cursor() -> UnprocessableError:
    reason = "is not a cursor of this list"
    return UnprocessableError("the cursor is refused", errors=[FieldError("cursor", reason)])
