"""Another service's keys, whatever state it is in."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from legato_kit.errors import UnavailableError
from legato_kit.jwks import RemoteKeySource
from legato_kit.keys import SigningKeys
from tests.support.signing import write_rsa_key


class Issuer:
    """A service that publishes keys, is away, or never answers."""

    def __init__(self, keys: SigningKeys) -> None:
        self.keys = keys
        self.is_away = False
        self.never = asyncio.Event()
        self.hangs = False
        self.asked = 0

    async def answer(self, _: Request) -> Response:
        self.asked += 1
        if self.hangs:
            await self.never.wait()
        if self.is_away:
            return Response(status_code=503)
        return JSONResponse(self.keys.public_set())


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    write_rsa_key(tmp_path, "1")
    return Issuer(SigningKeys.load(tmp_path))


@pytest.fixture
async def source(issuer: Issuer) -> AsyncIterator[RemoteKeySource]:
    app = Starlette(routes=[Route("/keys", issuer.answer)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as http:
        yield RemoteKeySource("http://issuer/keys", http)


async def test_the_first_request_fetches_the_keys_and_later_ones_do_not(
    issuer: Issuer, source: RemoteKeySource
) -> None:
    keys = await asyncio.gather(*(source.get_key("1") for _ in range(10)))
    assert all(keys)
    assert issuer.asked == 1


async def test_known_keys_serve_on_while_the_issuer_hangs(
    issuer: Issuer, source: RemoteKeySource
) -> None:
    await source.get_key("1")
    issuer.hangs = True
    assert await source.get_key("1")


async def test_made_up_ids_cause_no_flood_of_fetches(
    issuer: Issuer, source: RemoteKeySource
) -> None:
    await source.get_key("1")
    for number in range(20):
        assert await source.get_key(f"made-up-{number}") is None
    assert issuer.asked == 1


async def test_an_issuer_that_was_never_there_is_an_error_that_passes(
    issuer: Issuer, source: RemoteKeySource
) -> None:
    issuer.is_away = True
    with pytest.raises(UnavailableError):
        await source.get_key("1")
    issuer.is_away = False
    assert await source.get_key("1")
