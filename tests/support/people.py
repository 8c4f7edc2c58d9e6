"""People who use a Legato: they sign up, sign in, and ask with their token."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from tests.support.deadlines import REQUEST_SECONDS
from tests.support.problems import check_error

PASSWORD = "correct horse battery"

PATIENCE_SECONDS = 90
"""How long Retry-After is obeyed: the gateway counts sign-ins by the minute, an account by ten."""


Check = Callable[[httpx.Response], Awaitable[None]]


class _PatientTransport(httpx.AsyncHTTPTransport):
    """Comes back when the gateway says so: a stack with its limits as they ship is tested, too."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        patience = PATIENCE_SECONDS
        while answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            patience -= int(answer.headers["retry-after"])
            if patience < 0:
                break
            await answer.aclose()
            await asyncio.sleep(int(answer.headers["retry-after"]))
            answer = await super().handle_async_request(request)
        return answer


def connect(url: str, token: str | None = None, check: Check = check_error) -> httpx.AsyncClient:
    """Return a client that fails the test for any answer that `check` does not let pass."""
    return httpx.AsyncClient(
        transport=_PatientTransport(),
        base_url=url,
        headers={} if token is None else {"Authorization": f"Bearer {token}"},
        timeout=REQUEST_SECONDS,
        event_hooks={"response": [check]},
    )


@dataclass(frozen=True)
class Person:
    """Someone who is signed in; `http` sends the access token with every request."""

    id: str
    email: str
    password: str
    access_token: str
    refresh_token: str
    http: httpx.AsyncClient


def new_email() -> str:
    """Return an address that nobody has had."""
    return f"{secrets.token_hex(8)}@example.org"


async def register(client: httpx.AsyncClient, **changes: str) -> dict[str, Any]:
    """Sign someone new up and return what was sent, with the new `id`."""
    sent = {"email": new_email(), "password": PASSWORD, "display_name": "Ada Listener", **changes}
    answer = await client.post("/v1/auth/register", json=sent)
    assert answer.status_code == HTTPStatus.CREATED, answer.text
    return {**sent, "id": answer.json()["id"]}


async def sign_in(client: httpx.AsyncClient, email: str, password: str) -> dict[str, Any]:
    """Return a pair of tokens."""
    answer = await client.post("/v1/auth/login", json={"email": email, "password": password})
    assert answer.status_code == HTTPStatus.OK, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


@asynccontextmanager
async def signed_in(client: httpx.AsyncClient, email: str, password: str) -> AsyncIterator[Person]:
    """Someone with an account, signed in for as long as the block runs."""
    tokens = await sign_in(client, email, password)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(
            connect(str(client.base_url), tokens["access_token"])
        )
        me = (await http.get("/v1/me")).json()
        yield Person(
            me["id"], email, password, tokens["access_token"], tokens["refresh_token"], http
        )


@asynccontextmanager
async def someone_new(client: httpx.AsyncClient) -> AsyncIterator[Person]:
    """Someone who has just signed up and in."""
    account = await register(client)
    async with signed_in(client, account["email"], account["password"]) as person:
        yield person
