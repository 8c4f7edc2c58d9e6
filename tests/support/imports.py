"""Imports by the public interface, waited for until they are over."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import httpx

from tests.support.deadlines import IMPORT_SECONDS
from tests.support.waiting import until

OVER = {"succeeded", "failed", "cancelled"}


async def upload(
    http: httpx.AsyncClient, name: str, content: bytes, *, key: str | None = None
) -> str:
    """Hand a file in and return the import's id."""
    answer = await http.post(
        "/v1/imports",
        files={"file": (name, content)},
        headers={} if key is None else {"Idempotency-Key": key},
    )
    assert answer.status_code == HTTPStatus.ACCEPTED, answer.text
    identifier: str = answer.json()["id"]
    return identifier


async def outcome(http: httpx.AsyncClient, identifier: str) -> dict[str, Any]:
    """Return the import once it is over."""
    return await seen(http, identifier, lambda found: found["state"] in OVER)


async def seen(
    http: httpx.AsyncClient, identifier: str, shown: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """Return the import once it is as `shown`; an answer that it cannot be seen now is borne."""

    async def look() -> dict[str, Any] | None:
        answer = await http.get(f"/v1/imports/{identifier}")
        if answer.is_server_error:
            return None
        found: dict[str, Any] = answer.json()
        return found if shown(found) else None

    found = await until(look, f"what import {identifier} comes to", IMPORT_SECONDS)
    assert found is not None
    return found


async def import_file(http: httpx.AsyncClient, name: str, content: bytes) -> dict[str, Any]:
    """Hand a file in and return the import once it is over."""
    return await outcome(http, await upload(http, name, content))


def reasons(found: dict[str, Any]) -> dict[str, str]:
    """Return why each entry was rejected, by its name."""
    return {entry["name"]: entry["reason"] for entry in found["rejected"]}
