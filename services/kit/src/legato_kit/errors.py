"""The one tree of errors. Its class says what the caller is told (RFC 9457)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One refused part of the input: a dotted path and why it was refused."""

    field: str
    reason: str


class LegatoError(Exception):
    """Base of every error that a service answers with.

    `detail` is shown to the caller; it never holds a secret or another listener's data.
    """

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


class BadRequestError(LegatoError):
    """The request cannot be read."""

    status = HTTPStatus.BAD_REQUEST


class UnauthenticatedError(LegatoError):
    """No identity, or one that does not hold."""

    status = HTTPStatus.UNAUTHORIZED

    def __init__(self, detail: str) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class ForbiddenError(LegatoError):
    """The identity holds and may not do this."""

    status = HTTPStatus.FORBIDDEN


class NotFoundError(LegatoError):
    """No such thing, or none that the caller may see."""

    status = HTTPStatus.NOT_FOUND


class ConflictError(LegatoError):
    """The state of the thing does not allow it."""

    status = HTTPStatus.CONFLICT


class PayloadTooLargeError(LegatoError):
    """More bytes than the route takes."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class UnprocessableError(LegatoError):
    """Readable input with values that are refused; `errors` names each."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class RetryableError(LegatoError):
    """Not now: the answer carries Retry-After in whole seconds."""

    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self, detail: str, *, retry_after_seconds: int = 1) -> None:
        super().__init__(detail, headers={"Retry-After": str(max(1, retry_after_seconds))})


class TooManyRequestsError(RetryableError):
    """The caller's own limit is reached."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class UnavailableError(RetryableError):
    """Something this answer needs is away or over-full."""


class DeadlineExceededError(RetryableError):
    """The time for this request ran out; whether a write took effect is not known."""


class UniqueViolationError(LegatoError):
    """A row that must be unique was there already; storage names its meaning."""

    status = HTTPStatus.CONFLICT

    def __init__(self, constraint: str) -> None:
        super().__init__("that already exists")
        self.constraint = constraint
