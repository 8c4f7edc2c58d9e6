"""A second Legato in a namespace of its own: neither knows of the other."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest

from legato_cluster.keeping import read_secret
from tests.support.audio import Tags, make_audio
from tests.support.imports import import_file
from tests.support.installation import SYSTEM, Installation
from tests.support.people import connect, signed_in, someone_new
from tests.support.waiting import until

pytestmark = [pytest.mark.kind, pytest.mark.full, pytest.mark.timeout(1200)]

NAMESPACE = "legato-second"

FORWARDED_SECONDS = 60.0
"""Until a port of this machine leads into the cluster."""

ANSWER_SECONDS = 180.0
"""From ready pods to a gateway that routes to them."""

GONE_SECONDS = 180.0
"""Until a namespace is gone with its volumes."""

NO_PORTS = {"service": {"type": "ClusterIP"}, "http": {"nodePort": 0}, "https": {"nodePort": 0}}


@asynccontextmanager
async def forwarded(installation: Installation) -> AsyncIterator[str]:
    """Yield an address of this machine that leads to the Envoys of a release."""
    envoy = await installation.envoy()
    kubectl = installation.kubectl
    process = await asyncio.create_subprocess_exec(
        kubectl.program,
        *("--namespace", SYSTEM, "port-forward", str(envoy), ":10080"),
        env=kubectl.env,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(FORWARDED_SECONDS):
            line = (await process.stdout.readline()).decode()
        found = re.match(r"Forwarding from (127\.0\.0\.1:\d+)", line)
        assert found, line
        yield f"http://{found[1]}"
    finally:
        process.terminate()
        await process.wait()


@pytest.fixture
async def second(installation: Installation) -> AsyncIterator[Installation]:
    """A release with the same values, but for the ports of the nodes, which are taken."""
    values = await installation.helm.values()
    gateway = {**values.get("gateway", {}), **NO_PORTS}
    helm = replace(installation.helm, namespace=NAMESPACE)
    try:
        await helm.install({**values, "gateway": gateway})
        yield replace(installation, helm=helm)
    finally:
        await helm.uninstall(GONE_SECONDS)
        await installation.kubectl.demand("delete", "namespace", NAMESPACE, within=GONE_SECONDS)


async def test_a_second_release_serves_its_own_listeners_and_music(
    installation: Installation, second: Installation
) -> None:
    admin = await read_secret(second.kubectl, "user-admin", NAMESPACE)
    word = secrets.token_hex(8)
    audio = make_audio(Tags(title=word, artist=word, album=word))
    async with forwarded(second) as url, connect(url) as client:
        await until(lambda: answers(client), "an answer of the second", ANSWER_SECONDS)
        async with signed_in(client, admin["email"], admin["password"]) as person:
            await import_file(person.http, f"{word}.ogg", audio)
            found = (await person.http.get("/v1/search", params={"q": word})).json()
            (track,) = found["tracks"]
            play = await person.http.post(f"/v1/tracks/{track['id']}/play", json={})
            assert (await client.get(play.json()["url"])).content == audio
            async with (
                connect(installation.url) as others,
                connect(installation.url, person.access_token) as stranger,
                someone_new(others) as listener,
            ):
                assert (await stranger.get("/v1/me")).status_code == httpx.codes.UNAUTHORIZED
                elsewhere = await listener.http.get(f"/v1/tracks/{track['id']}")
                assert elsewhere.status_code == httpx.codes.NOT_FOUND


async def answers(client: httpx.AsyncClient) -> bool:
    """Whether the gateway reaches a service."""
    try:
        return (await client.get("/.well-known/jwks.json")).is_success
    except (httpx.TransportError, AssertionError):
        return False
