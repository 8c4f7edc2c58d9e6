"""A worker dies with every stateless pod on it: few notice, for a short while."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from legato_cluster.cluster import Cluster
from legato_cluster.docker import Docker
from tests.cluster.conftest import Bear
from tests.support.installation import LOOK_EVERY_SECONDS, Installation
from tests.support.waiting import until

pytestmark = [pytest.mark.kind, pytest.mark.timeout(900)]

STEADY_SECONDS = 5.0
"""Of load before anything happens."""

SPAN_SECONDS = 60.0
"""After the death, in which some requests may fail."""

MOST_FAILED = 0.02

CALM_SECONDS = 90.0
"""After the death; from here on none may fail."""

WATCHED_SECONDS = 130.0
"""After the death; the load ends then."""

NODE_SECONDS = 60.0
"""Deadline of one command to the engine."""

BACK_SECONDS = 300.0
"""Until a node that was started again has all its pods ready."""

STATELESS = {"user", "music", "media", "web"}

SYSTEM_NAMESPACES = {"kube-system", "local-path-storage"}


async def pods_on(installation: Installation, node: str) -> list[Mapping[str, Any]]:
    """Return the pods on a node, but for those that every node has."""
    chosen = ("--all-namespaces", "--field-selector", f"spec.nodeName={node}")
    pods = await installation.kubectl.list("pods", *chosen)
    return [pod for pod in pods if pod["metadata"]["namespace"] not in SYSTEM_NAMESPACES]


@asynccontextmanager
async def killed(docker: Docker, installation: Installation, node: str) -> AsyncIterator[None]:
    """Let a node be dead for the block; then wait until it and its pods are back."""
    await docker.demand("kill", node, within=NODE_SECONDS)
    try:
        yield
    finally:
        await docker.demand("start", node, within=NODE_SECONDS)
        await until(
            lambda: is_back(installation, node),
            f"{node} back",
            BACK_SECONDS,
            every=LOOK_EVERY_SECONDS,
        )
        for name in STATELESS:
            await installation.settle(installation.workload(name))


async def is_back(installation: Installation, node: str) -> bool:
    """Whether the node is ready, and so is every pod that it is to run."""
    (found,) = await installation.kubectl.list("nodes", f"--field-selector=metadata.name={node}")
    chosen = ("--all-namespaces", "--field-selector", f"spec.nodeName={node}")
    pods = await installation.kubectl.list("pods", *chosen)
    return all(is_ready(one["status"]) for one in (found, *pods))


def is_ready(status: Mapping[str, Any]) -> bool:
    """Whether an object's conditions say so."""
    wanted = {"type": "Ready", "status": "True"}
    return any(wanted.items() <= condition.items() for condition in status["conditions"])


async def test_a_lost_worker_fails_few_requests_and_soon_none(
    cluster: Cluster, docker: Docker, installation: Installation, bear: Bear
) -> None:
    node = f"{cluster.name}-worker2"
    names = {
        pod["metadata"]["labels"].get("app.kubernetes.io/name")
        for pod in await pods_on(installation, node)
    }
    assert names, "there is nothing on it that could be missed"
    assert names <= STATELESS, "there is more on it than may be lost for a while"
    async with bear() as load:
        await load.until(STEADY_SECONDS)
        died = load.seconds
        async with killed(docker, installation, node):
            await load.until(died + WATCHED_SECONDS)
    assert load.share_failed(died, died + SPAN_SECONDS) <= MOST_FAILED
    assert load.failures(since=died + CALM_SECONDS) == []
