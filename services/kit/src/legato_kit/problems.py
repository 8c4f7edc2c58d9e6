"""Errors as RFC 9457 problem documents: the only place where an answer is made of an error."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

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
    return problem_response(
        error.status, error.detail, errors=error.errors, headers=error.headers
    )


def install_problem_handlers(app: FastAPI) -> None:
    """Make every error that leaves a route a problem document."""
    app.add_exception_handler(LegatoError, _on_legato_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(TimeoutError, _on_timeout)


async def _on_legato_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, LegatoError)
    return legato_error_response(error)


async def _on_timeout(_: Request, __: Exception) -> Response:
    return legato_error_response(DeadlineExceededError("the answer took too long"))


async def _on_invalid_request(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [_field_error(entry["loc"], entry["msg"]) for entry in error.errors()]
    return problem_response(
        HTTPStatus.UNPROCESSABLE_ENTITY, "the request has values that are refused", errors=errors
    )


def _field_error(location: Sequence[int | str], reason: str) -> FieldError:
    """Name the field as the client wrote it, without pydantic's `body` or `query` in front."""
    path = ".".join(str(step) for step in location[1:]) or str(location[0])
    return FieldError(path, reason.removeprefix("Value error, "))


async def _on_http_exception(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem_response(error.status_code, str(error.detail), headers=error.headers)
