"""Errors as RFC 9457 problem documents: the only place where an answer is made of an error."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from legato_kit.errors import DeadlineExceededError, FieldError, LegatoError
from legato_kit.requests import request_id

MEDIA_TYPE = "application/problem+json"


class ProblemField(BaseModel):
    """One refused part of the input."""

    field: str
    reason: str


class Problem(BaseModel):
    """RFC 9457 problem document; `type` stays `about:blank`, so `title` is the status phrase."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[ProblemField] = []
    request_id: str


def problem_response(
    status: int,
    detail: str,
    *,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the problem document for one error of the request at hand."""
    problem = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=[ProblemField(field=error.field, reason=error.reason) for error in errors],
        request_id=request_id(),
    )
    return Response(
        problem.model_dump_json(), status, headers=dict(headers or {}), media_type=MEDIA_TYPE
    )


def legato_error_response(error: LegatoError) -> Response:
    """Return the answer that an error of our own tree stands for."""
    return problem_response(error.status, error.detail, errors=error.errors, headers=error.headers)


def install_problem_handlers(app: FastAPI) -> None:
    """Make every error that leaves a route a problem document."""

    @app.exception_handler(LegatoError)
    async def on_legato_error(_: Request, error: LegatoError) -> Response:
        return legato_error_response(error)

    @app.exception_handler(TimeoutError)
    async def on_timeout(_: Request, __: TimeoutError) -> Response:
        return legato_error_response(DeadlineExceededError("the answer took too long"))

    @app.exception_handler(RequestValidationError)
    async def on_invalid_request(_: Request, error: RequestValidationError) -> Response:
        return problem_response(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "the request has values that are refused",
            errors=[_field_error(entry) for entry in error.errors()],
        )

    @app.exception_handler(HTTPException)
    async def on_http_exception(_: Request, error: HTTPException) -> Response:
        return problem_response(error.status_code, str(error.detail), headers=error.headers)


def _field_error(entry: Mapping[str, Any]) -> FieldError:
    """Name the field as the client wrote it, without pydantic's `body` or `query` in front."""
    place, *steps = entry["loc"]
    if entry["type"] == "json_invalid":
        return FieldError(str(place), "is not JSON")
    path = ".".join(str(step) for step in steps) or str(place)
    return FieldError(path, entry["msg"].removeprefix("Value error, "))
