"""A Legato on the cluster of this run, and someone who listens to it.

The cluster is known by the settings of `legato_cluster`; what is done to it here is done to no
other: one that does not bear the name of a test's is refused.
"""

import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

import httpx
import pytest

from legato_cluster.cluster import Cluster
from legato_cluster.docker import Docker, find_docker
from legato_cluster.kind import Kind
from legato_cluster.settings import load_settings
from legato_cluster.tools import Tools
from legato_cluster.versions import read_versions
from tests.conftest import Stack
from tests.support.audio import Tags, make_audio
from tests.support.imports import import_file
from tests.support.installation import Installation, find_installation, is_for_tests
from tests.support.load import Listening, Load, under_load
from tests.support.people import Person, connect, register, sign_in, signed_in, someone_new
from tests.support.tokens import bearer

LISTENERS = 10

COUNTS = pytest.StashKey[list[str]]()

Bear = Callable[[], AbstractAsyncContextManager[Load]]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Show what became of each load."""
    if counts := config.stash.get(COUNTS, []):
        terminalreporter.section("load")
        terminalreporter.write_line("\n".join(counts))


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The cluster of this run."""
    if not is_for_tests():
        pytest.skip("LEGATO_CLUSTER_NAME is no test's; make test-cluster makes one that is")
    return load_settings().cluster


@pytest.fixture(scope="session")
def docker(cluster: Cluster) -> Docker:
    """The engine that the nodes are containers of."""
    found = find_docker()
    assert found is not None
    return found


@pytest.fixture(scope="session")
def kind(cluster: Cluster, docker: Docker) -> Kind:
    """The cluster by its nodes."""
    return Kind(cluster, docker)


@pytest.fixture(scope="session")
def tools(cluster: Cluster) -> Tools:
    """The programs that the cluster was made with: none is built here."""
    return Tools(cluster, read_versions(cluster.root), None)


@pytest.fixture(scope="session")
async def installation(cluster: Cluster, stack: Stack) -> Installation:
    """The release that everybody gets."""
    return await find_installation()


@pytest.fixture(scope="session")
async def client(stack: Stack) -> AsyncIterator[httpx.AsyncClient]:
    """Someone who is not signed in."""
    async with connect(stack.url) as client:
        yield client


@pytest.fixture(scope="session")
async def track(client: httpx.AsyncClient, stack: Stack) -> Mapping[str, Any]:
    """A track of this run, as the catalogue shows it."""
    word = secrets.token_hex(8)
    audio = make_audio(Tags(title=word, artist=word, album=word))
    admin = stack.credentials["admin"]
    async with signed_in(client, admin["email"], admin["password"]) as person:
        await import_file(person.http, f"{word}.ogg", audio)
        found = (await person.http.get("/v1/search", params={"q": word})).json()
    shown: Mapping[str, Any] = found["tracks"][0]
    return shown


@pytest.fixture
async def person(client: httpx.AsyncClient) -> AsyncIterator[Person]:
    """A listener of this test alone."""
    async with someone_new(client) as person:
        yield person


@pytest.fixture(scope="session")
async def accounts(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    """Listeners of this run: so many that they do not wait for each other's writes."""
    return [await register(client) for _ in range(LISTENERS)]


@pytest.fixture
async def listening(
    client: httpx.AsyncClient, accounts: list[dict[str, Any]], track: Mapping[str, Any]
) -> Listening:
    """What the load asks with; tokens are as new as the test."""
    signed = [await sign_in(client, one["email"], one["password"]) for one in accounts]
    tokens = [one["access_token"] for one in signed]
    play = await client.post(f"/v1/tracks/{track['id']}/play", json={}, headers=bearer(tokens[0]))
    return Listening(tokens, track["id"], play.json()["url"])


@pytest.fixture
def bear(
    stack: Stack,
    listening: Listening,
    installation: Installation,
    request: pytest.FixtureRequest,
) -> Bear:
    """Let the Legato bear a load, whose counts are shown at the end of the run."""
    counts = request.config.stash.setdefault(COUNTS, [])

    def tell(summary: str) -> None:
        counts.append(f"{request.node.name}: {summary}")

    return partial(under_load, stack.url, listening, tell)
