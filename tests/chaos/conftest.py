"""A scene on the stack whose parts are killed."""

import secrets
from collections.abc import AsyncIterator

import httpx
import pytest

from legato_cluster.docker import find_docker
from tests.chaos.adapter import Adapter, KindAdapter, LocalAdapter
from tests.chaos.scene import Scene
from tests.conftest import Stack
from tests.support.audio import Tags, make_audio
from tests.support.imports import import_file
from tests.support.installation import find_installation, is_for_tests
from tests.support.people import Person, connect, signed_in, someone_new
from tests.support.problems import check_clear_error


@pytest.fixture(scope="session")
async def adapter(stack: Stack) -> Adapter:
    """For a stack that this run has started: nobody else's is killed."""
    if stack.legato is not None:
        return LocalAdapter(stack.legato)
    if is_for_tests():
        docker = find_docker()
        assert docker is not None, "the cluster runs, so does an engine"
        return KindAdapter(await find_installation(), docker)
    pytest.skip("the parts of a stack that is known by its address alone are left alone")


@pytest.fixture(scope="session")
async def calm_client(stack: Stack) -> AsyncIterator[httpx.AsyncClient]:
    """For what is done while nothing is lost."""
    async with connect(stack.url) as client:
        yield client


@pytest.fixture(scope="session")
async def admin(calm_client: httpx.AsyncClient, stack: Stack) -> AsyncIterator[Person]:
    admin = stack.credentials["admin"]
    async with signed_in(calm_client, admin["email"], admin["password"]) as person:
        yield person


@pytest.fixture(scope="session")
async def heard(admin: Person) -> tuple[str, bytes]:
    """Id and file of a track."""
    word = secrets.token_hex(8)
    audio = make_audio(Tags(title=word, artist=word, album=word))
    await import_file(admin.http, f"{word}.ogg", audio)
    found = (await admin.http.get("/v1/search", params={"q": word})).json()
    return found["tracks"][0]["id"], audio


@pytest.fixture
async def scene(
    calm_client: httpx.AsyncClient, stack: Stack, heard: tuple[str, bytes]
) -> AsyncIterator[Scene]:
    """A listener of this test alone, who has begun to play a track."""
    track, audio = heard
    async with (
        someone_new(calm_client) as person,
        connect(stack.url, person.access_token, check_clear_error) as http,
    ):
        play = await person.http.post(f"/v1/tracks/{track}/play", json={})
        yield Scene(
            http=http,
            profile=(await person.http.get("/v1/me")).json(),
            track=(await person.http.get(f"/v1/tracks/{track}")).json(),
            url=play.json()["url"],
            audio=audio,
        )
