"""Pages of this service's lists: what is asked for, and sort keys with their types."""

from collections.abc import Callable
from dataclasses import dataclass

from legato_kit.errors import FieldError, UnprocessableError
from legato_kit.paging import decode_cursor

MAX_INTEGER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What a client asks for of a list."""

    limit: int
    cursor: str | None


def read_cursor(cursor: str | None, *parts: Callable[[str], object]) -> tuple[object, ...]:
    """Return the parts of a sort key, each of its type; all None for the first page.

    Raises `UnprocessableError` naming `cursor` for anything that this API did not hand out.
    """
    key = decode_cursor(cursor, len(parts))
    if key is None:
        return (None,) * len(parts)
    try:
        return tuple(part(text) for part, text in zip(parts, key, strict=True))
    except ValueError as error:
        errors = [FieldError("cursor", "is not a cursor of this list")]
        raise UnprocessableError("the cursor is refused", errors=errors) from error


def small_integer(text: str) -> int:
    """Read what fits a database integer; raise ValueError for anything else."""
    number = int(text)
    if abs(number) > MAX_INTEGER:
        raise ValueError(text)
    return number
