"""What every error has to look like: an RFC 9457 problem document that names its request."""

from http import HTTPStatus
from typing import Any

import httpx

MEDIA_TYPE = "application/problem+json"


def assert_problem(
    answer: httpx.Response, *statuses: int, field: str | None = None
) -> dict[str, Any]:
    """Return the problem document of an answer with one of the statuses; fail for any other.

    `field` is the part of the input that the document has to name, with a reason.
    """
    assert answer.status_code in statuses, f"{answer.status_code}: {answer.text[:500]}"
    problem = read_problem(answer)
    if field is not None:
        reasons = {error["field"]: error["reason"] for error in problem["errors"]}
        assert reasons.get(field), reasons
    return problem


def read_problem(answer: httpx.Response) -> dict[str, Any]:
    """Return the problem document of an error answer; fail when it is none."""
    said = f"{answer.request.method} {answer.request.url.path}: {answer.text[:500]}"
    assert answer.headers["content-type"] == MEDIA_TYPE, said
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code, said
    assert problem["type"], said
    assert problem["title"], said
    assert problem["detail"], said
    assert problem["request_id"], said
    assert problem["request_id"] == answer.headers["x-request-id"], said
    for error in problem.get("errors", []):
        assert error["field"], said
        assert error["reason"], said
    return problem


def assert_retry_later(answer: httpx.Response, *statuses: int) -> None:
    """Check that an answer says not now, and when."""
    assert_problem(answer, *statuses)
    assert int(answer.headers["retry-after"]) >= 1


async def check_error(answer: httpx.Response) -> None:
    """Check any answer (an event hook): no defect of ours, and errors are problem documents."""
    if answer.is_error:
        await answer.aread()
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, answer.text
        if answer.request.method != "HEAD":
            read_problem(answer)


async def check_clear_error(answer: httpx.Response) -> None:
    """Check an answer of a Legato in trouble (an event hook): 5xx is 503, and says when."""
    if answer.is_error:
        await answer.aread()
        if answer.is_server_error:
            assert_retry_later(answer, HTTPStatus.SERVICE_UNAVAILABLE)
        elif answer.request.method != "HEAD":
            read_problem(answer)
