"""Facts of the request at hand: its id and the time that is left for it."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from legato_kit.errors import DeadlineExceededError
from legato_kit.ids import new_id

REQUEST_ID_HEADER = "x-request-id"
TIMEOUT_HEADER = "legato-timeout-ms"
"""What is left of the caller's deadline, in milliseconds."""

_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


def request_id() -> str:
    """Return the id of the request at hand, or an empty string outside of one."""
    return _request_id.get()


def accept_request_id(offered: str | None) -> str:
    """Return the caller's id when it is harmless in a log line, else a new one."""
    if offered is not None and _SAFE_ID.fullmatch(offered):
        return offered
    return str(new_id())


def parse_timeout(offered: str | None, longest_seconds: float) -> float:
    """Return the seconds for a request: the caller's wish, never above our own limit."""
    if offered is None or not offered.isascii() or not offered.isdigit():
        return longest_seconds
    return min(longest_seconds, int(offered[:9]) / 1000)


@contextmanager
def request_scope(identifier: str, seconds: float | None) -> Iterator[None]:
    """Bind the id and the deadline for what runs inside; `None` sets no deadline."""
    id_token = _request_id.set(identifier)
    deadline = None if seconds is None else time.monotonic() + seconds
    deadline_token = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(deadline_token)
        _request_id.reset(id_token)


def seconds_left(longest: float) -> float:
    """Return the seconds that a call made now may take, at most `longest`.

    Raises `DeadlineExceededError` when the request's own time is over.
    """
    deadline = _deadline.get()
    if deadline is None:
        return longest
    left = deadline - time.monotonic()
    if left <= 0:
        raise DeadlineExceededError("the answer took too long")
    return min(longest, left)
