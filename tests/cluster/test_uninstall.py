"""The release goes without a trace but its data, and comes again with them."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from tests.conftest import Stack
from tests.support.installation import Installation
from tests.support.people import Person, connect, sign_in
from tests.support.waiting import until

pytestmark = [pytest.mark.kind, pytest.mark.timeout(900)]

GONE_SECONDS = 60.0
"""After an uninstallation nothing may be left that still has to go."""

BACK_SECONDS = 240.0
"""From ready pods to an Envoy that routes to all of them."""

KEPT = {"PersistentVolumeClaim", "Secret"}
"""Kinds of what stays: data, and what opens them."""

PASSING = {"Event", "Lease"}
"""Kinds of what Kubernetes writes about others, and clears away itself."""

RANGE = {"Range": "bytes=0-999"}


async def list_objects(installation: Installation) -> list[Mapping[str, Any]]:
    """Return all that is in the namespace of the release."""
    kubectl, namespace = installation.kubectl, f"--namespace={installation.namespace}"
    kinds = await kubectl.demand("api-resources", "--namespaced", "--verbs=list", "--output=name")
    answer = await kubectl.demand(
        namespace, "get", ",".join(kinds.split()), "--output=json", within=GONE_SECONDS
    )
    objects: list[Mapping[str, Any]] = json.loads(answer)["items"]
    return objects


async def list_left(installation: Installation) -> list[str]:
    """Return what of the release is still there, or on its way out, and should not be."""
    left = []
    for one in await list_objects(installation):
        ours = one["metadata"].get("labels", {}).get("app.kubernetes.io/instance")
        going = "deletionTimestamp" in one["metadata"]
        kept = one["kind"] in KEPT and not going
        if one["kind"] not in PASSING and not kept and (going or ours == installation.helm.release):
            left.append(f"{one['kind']}/{one['metadata']['name']}")
    return left


async def test_an_uninstalled_release_leaves_its_data_alone_and_finds_them_again(
    installation: Installation, stack: Stack, person: Person, track: Mapping[str, Any]
) -> None:
    values = await installation.helm.values()
    audio = await hear(person.http, track["id"])

    async def is_gone() -> bool:
        left = await list_left(installation)
        return not left and not await installation.envoys()

    await installation.helm.uninstall(GONE_SECONDS)
    try:
        await until(is_gone, "the end of all but data", GONE_SECONDS)
        claims = await installation.kubectl.list("pvc", f"--namespace={installation.namespace}")
        assert claims
        assert all(claim["status"]["phase"] == "Bound" for claim in claims)
    finally:
        await installation.helm.install(values)
    await until(lambda: answers(stack.url), "an answer to strangers", BACK_SECONDS)
    async with connect(stack.url) as client:
        tokens = await sign_in(client, person.email, person.password)
    async with connect(stack.url, tokens["access_token"]) as http:
        assert (await http.get("/v1/me")).json()["id"] == person.id
        assert await hear(http, track["id"]) == audio


async def hear(http: httpx.AsyncClient, track: str) -> bytes:
    """Return the first part of a track's audio."""
    play = await http.post(f"/v1/tracks/{track}/play", json={})
    answer = await http.get(play.json()["url"], headers=RANGE)
    assert answer.status_code == httpx.codes.PARTIAL_CONTENT
    return answer.content


async def answers(url: str) -> bool:
    """Whether the gateway reaches a service."""
    async with httpx.AsyncClient(base_url=url) as http:
        try:
            answer = await http.get("/.well-known/jwks.json")
        except httpx.TransportError:
            return False
    return answer.is_success
