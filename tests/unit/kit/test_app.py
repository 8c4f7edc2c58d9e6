"""Rules that hold for every route of every service."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, SecretStr

from legato_kit.app import create_app
from legato_kit.errors import TooManyRequestsError
from legato_kit.instruments import build_instruments
from legato_kit.middleware import MAX_BODY_BYTES
from legato_kit.settings import ServiceSettings
from tests.support.asgi import client_of

LOST_SECRET = "the secret in the message"


class Echo(BaseModel):
    text: str


def build_routes() -> APIRouter:
    router = APIRouter()

    @router.post("/echo")
    async def echo(body: Echo) -> Echo:
        return body

    @router.post("/streamed")
    async def streamed(body: Echo) -> int:
        return len(body.text)

    @router.get("/defect")
    async def defect() -> Echo:
        raise RuntimeError(LOST_SECRET)

    @router.get("/slow")
    async def slow() -> Echo:
        await asyncio.Event().wait()
        return Echo(text="never")

    @router.get("/busy/{number}")
    async def busy(number: int) -> Echo:
        raise TooManyRequestsError("later", retry_after_seconds=number)

    return router


@asynccontextmanager
async def nothing_to_open(_: FastAPI) -> AsyncIterator[Mapping[str, Any]]:
    yield {}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    settings = ServiceSettings(port=1, probe_port=1, database_uri=SecretStr(""))
    app = create_app(
        "Test",
        [build_routes()],
        lifespan=nothing_to_open,
        instruments=build_instruments("test", settings),
        settings=settings,
        streaming_paths=["/streamed"],
    )
    async with client_of(app) as client:
        yield client


async def test_every_answer_carries_the_request_id(client: httpx.AsyncClient) -> None:
    given = await client.post("/echo", json={"text": "a"}, headers={"x-request-id": "mine"})
    made = await client.post("/echo", json={"text": "a"}, headers={"x-request-id": "a\tb"})
    assert given.headers["x-request-id"] == "mine"
    assert made.headers["x-request-id"] not in {"", "a\tb"}


async def test_a_defect_tells_the_caller_nothing_but_the_request_id(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/defect")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert LOST_SECRET not in answer.text


async def test_a_request_ends_at_its_callers_deadline(client: httpx.AsyncClient) -> None:
    answer = await client.get("/slow", headers={"Legato-Timeout-Ms": "20"})
    assert answer.status_code == 503
    assert answer.json()["detail"] == "the answer took too long"


async def test_a_limit_tells_when_to_come_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/busy/7")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_above_the_limit_is_refused_whether_its_length_is_announced_or_not(
    client: httpx.AsyncClient, *, announced: bool
) -> None:
    large = b'{"text": "' + b"x" * MAX_BODY_BYTES + b'"}'

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 65_536):
            yield large[start : start + 65_536]

    content = large if announced else chunks()
    headers = {"Content-Type": "application/json"}
    answer = await client.post("/echo", content=content, headers=headers)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    free = await client.post("/streamed", content=large, headers=headers)
    assert free.json() == MAX_BODY_BYTES


async def test_a_path_that_differs_by_a_slash_is_another_path(client: httpx.AsyncClient) -> None:
    assert (await client.post("/echo/", json={"text": "a"})).status_code == 404


async def test_an_unknown_path_is_a_problem_document(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere")
    assert (answer.status_code, answer.json()["title"]) == (404, "Not Found")
