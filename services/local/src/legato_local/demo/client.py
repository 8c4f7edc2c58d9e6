"""The calls that the demo needs, through the gateway like everybody's."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from legato_local.errors import DemoError

CALL_SECONDS = 30.0
"""Deadline of one call but the upload."""

UPLOAD_SECONDS = 300.0
"""Deadline of the upload, on a busy machine."""

IMPORT_SECONDS = 600.0
"""From the upload to a finished import."""

POLL_SECONDS = 0.25
"""Pause between two looks at a running import."""

DONE = ("succeeded", "failed", "cancelled")


@dataclass(frozen=True)
class Account:
    """An e-mail and a password."""

    email: str
    password: str


class DemoClient(AbstractAsyncContextManager["DemoClient"]):
    """Legato's API at one address; every failure is a `DemoError`."""

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=CALL_SECONDS, trust_env=False)

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def register(self, account: Account, display_name: str) -> None:
        """Sign up; an account that is there already is as good."""
        body = {
            "email": account.email,
            "password": account.password,
            "display_name": display_name,
        }
        await self._send("POST", "/v1/auth/register", json=body, also=httpx.codes.CONFLICT)

    async def sign_in(self, account: Account) -> None:
        """Use this account in all further calls."""
        body = {"email": account.email, "password": account.password}
        answer = await self._send("POST", "/v1/auth/login", json=body)
        self._http.headers["Authorization"] = f"Bearer {answer['access_token']}"

    async def start_import(self, archive: Path) -> str:
        """Upload an archive; return the id of its import."""
        with archive.open("rb") as file:
            answer = await self._send(
                "POST", "/v1/imports", files={"file": (archive.name, file)}, timeout=UPLOAD_SECONDS
            )
        return str(answer["id"])

    async def finish_import(self, import_id: str, saw: Callable[[int], None]) -> None:
        """Wait for the end of an import; `saw` gets the number of files that are done."""
        try:
            async with asyncio.timeout(IMPORT_SECONDS):
                while True:
                    found = await self._send("GET", f"/v1/imports/{import_id}")
                    saw(found["imported"] + found["unchanged"] + len(found["rejected"]))
                    if found["state"] in DONE:
                        break
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise _failed(f"the import takes longer than {IMPORT_SECONDS:.0f} s") from None
        if found["state"] != "succeeded" or found["rejected"]:
            raise _failed(f"the import {found['state']}, rejected: {found['rejected']}")

    async def _send(
        self,
        method: str,
        path: str,
        *,
        also: int | None = None,
        **request: Any,  # noqa: ANN401 - as httpx takes them
    ) -> Mapping[str, Any]:
        try:
            answer = await self._http.request(method, path, **request)
        except httpx.HTTPError as error:
            raise _failed(f"{method} {path} got no answer ({error!r})") from error
        if not (answer.is_success or answer.status_code == also):
            raise _failed(f"{method} {path} was answered {answer.status_code}: {answer.text}")
        return answer.json()  # type: ignore[no-any-return]


def _failed(what: str) -> DemoError:
    return DemoError(f"The demo is not complete: {what}.", "See: make logs, then try: make run")
