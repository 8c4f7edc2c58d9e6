"""Audio is for the gateway alone, and read from the store once."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.installation import Installation
from tests.support.people import Person

pytestmark = pytest.mark.kind

ROUNDS = 12
"""Whole answers in a row; so many that more come from each pod than one."""


async def media_path(person: Person, track: Mapping[str, Any]) -> str:
    """Return path and query of a URL that plays the track."""
    play = await person.http.post(f"/v1/tracks/{track['id']}/play", json={})
    url = urlsplit(play.json()["url"])
    return f"{url.path}?{url.query}"


async def read_logs(installation: Installation) -> Sequence[str]:
    """Return what each pod of media has written."""
    pods = await installation.names(installation.workload("media"))
    namespace = f"--namespace={installation.namespace}"
    return [await installation.kubectl.demand(namespace, "logs", pod) for pod in pods]


async def test_nobody_but_the_gateway_hears_anything(
    installation: Installation, person: Person, track: Mapping[str, Any]
) -> None:
    path = await media_path(person, track)
    service = f"/api/v1/namespaces/{installation.namespace}/services/https:media:8443/proxy"
    answer = await installation.kubectl.ask("get", "--raw", service + path)
    # kubectl shows nothing else of what nginx says; the API server itself would name a user.
    assert (answer.code, answer.errors) == (1, "Error from server (Forbidden): unknown\n")


async def test_a_pod_reads_a_file_once_and_keeps_its_key_to_itself(
    installation: Installation, person: Person, track: Mapping[str, Any]
) -> None:
    path = await media_path(person, track)
    for _ in range(ROUNDS):
        assert (await person.http.get(path)).status_code == httpx.codes.OK
    name, _, token = path.partition("?t=")
    for log in await read_logs(installation):
        assert token not in log
        lines = [json.loads(line) for line in log.splitlines() if f'"path":"{name}"' in line]
        assert [line["cache"] for line in lines].count("MISS") <= 1
