"""`up`: from whatever this machine has to Legato in a cluster of three nodes, with music."""

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from pathlib import Path

from legato_cluster.cluster import Cluster
from legato_cluster.credentials import Credentials, find_credentials
from legato_cluster.demo import Demo
from legato_cluster.docker import Docker
from legato_cluster.engine import Engine
from legato_cluster.errors import ClusterError
from legato_cluster.image_builds import ImageBuilds
from legato_cluster.keeping import keep_secrets
from legato_cluster.nodes_up import NodesUp
from legato_cluster.refusals import refuse_full_disk
from legato_cluster.releases import Releases
from legato_cluster.tools import Tools
from legato_cluster.versions import read_versions
from legato_local.demo.music import Music
from legato_local.looking import get
from legato_local.part import NotReadyError
from legato_local.progress import Reporter

ANSWER_SECONDS = 120.0
"""Deadline of the first answer through the gateway, once all pods are ready."""

POLL_SECONDS = 0.5
"""Pause between two looks at the gateway."""

ENGINE_DATA = Path("/var/lib/docker")
"""Where the engine usually keeps images and nodes."""

OK = 200


class Up:
    """One cluster, brought up."""

    def __init__(self, cluster: Cluster, uv: Path | None) -> None:
        self._cluster = cluster
        self._versions = read_versions(cluster.root)
        self._tools = Tools(cluster, self._versions, uv)
        self._demo = Demo(cluster)

    async def run(self, reporter: Reporter, *, with_demo: bool) -> Credentials:
        """Bring everything up; raise a `LocalError` that says what failed and what to do."""
        with reporter.step("Docker Engine"):
            docker = await Engine(self._cluster).ensure()
        nodes = NodesUp(self._cluster, docker, self._tools, self._versions)
        await nodes.look(reporter)
        refuse_full_disk(self._cluster.cache, ENGINE_DATA, has_image=nodes.has_image)
        wants_demo = with_demo and not self._demo.known.origin
        self._tools.plan(["kind", *nodes.modules, "helm", "envoy-gateway"])
        images, music = await self._prepare(docker, nodes, reporter, wants_demo=wants_demo)
        await self._load(nodes, images, reporter)
        kubectl = nodes.kind.kubectl
        await Releases(self._cluster, kubectl, self._tools).ensure(images, reporter)
        with reporter.step("gateway"):
            await self._wait_for_answer()
        await keep_secrets(self._cluster, kubectl)
        if music is not None:
            admin = (await find_credentials(self._cluster)).admin
            await self._demo.bring(music, admin, reporter)
        return await find_credentials(self._cluster)

    async def _prepare(
        self, docker: Docker, nodes: NodesUp, reporter: Reporter, *, wants_demo: bool
    ) -> tuple[Mapping[str, str], Music | None]:
        """Do at once what does not depend on one another; builds take their turns."""
        builds = ImageBuilds(self._cluster, docker, self._tools, self._versions)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._tools.build_planned(reporter))
                group.create_task(nodes.bring_up(reporter))
                images = group.create_task(builds.ensure(reporter))
                fetching = self._demo.fetch(reporter) if wants_demo else _nothing()
                music = group.create_task(_as_task(fetching))
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return images.result(), music.result()

    async def _load(self, nodes: NodesUp, images: Mapping[str, str], reporter: Reporter) -> None:
        with reporter.step("images in the nodes"):
            await nodes.kind.load(list(images.values()))

    async def _wait_for_answer(self) -> None:
        """Wait for the web page: the last that a gateway learns of is its routes."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                while True:
                    if await self._answers():
                        return
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise ClusterError(
                f"{self._cluster.url} gave no page within {ANSWER_SECONDS:.0f} s, though every pod"
                " is ready.",
                "See what the gateway says: make logs STACK=kind PART=gateway",
            ) from None

    async def _answers(self) -> bool:
        connection = asyncio.open_connection("127.0.0.1", self._cluster.http_port)
        with suppress(NotReadyError):
            return (await get(connection, "/")).status == OK
        return False


async def _nothing() -> None:
    return None


async def _as_task(work: Awaitable[Music | None]) -> Music | None:
    return await work
