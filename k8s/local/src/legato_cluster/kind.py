"""The kind cluster: made, mended or made anew, and never one that somebody else made."""

import asyncio
import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from legato_cluster.cluster import Cluster
from legato_cluster.commands import run
from legato_cluster.docker import Docker
from legato_cluster.errors import CommandError
from legato_cluster.kubectl import Kubectl
from legato_cluster.nodes import NODES, Node, Plan, are_healthy, are_renewed, decide
from legato_local.errors import RefusalError
from legato_local.files import make_folder, write_atomically
from legato_local.template import render

LABEL = "io.x-k8s.kind.cluster"
"""By which kind marks the containers of a cluster."""

CREATE_SECONDS = 600.0
"""Deadline of a whole creation, on a machine that is busy."""

READY_WAIT = "240s"
"""How long kind waits for the control plane."""

READY_SECONDS = 240.0
"""Deadline of all nodes, from a created or started control plane."""

MEND_SECONDS = 120.0
"""How long nodes that were started again may take; making new ones takes less than that."""

DELETE_SECONDS = 180.0
"""Deadline for taking three nodes down with all that runs in them."""

LOAD_SECONDS = 900.0
"""Deadline for a gigabyte of images into three nodes."""

CTR = ("ctr", "--namespace", "k8s.io", "images")
"""A node's own program for the images of pods."""

POLL_SECONDS = 1.0
"""Pause between two looks at nodes that are starting."""


class Kind:
    """One cluster, by kind's program once that is there."""

    def __init__(self, cluster: Cluster, docker: Docker) -> None:
        self._cluster = cluster
        self._docker = docker
        self._owned = cluster.state / "owned"
        self._finished = cluster.state / "created"
        self.kubectl = Kubectl.of(cluster)

    async def nodes(self) -> Sequence[Node]:
        """Return the containers that bear the cluster's name, the control plane first."""
        words = ("ps", "--all", "--quiet", "--filter", f"label={LABEL}={self._cluster.name}")
        ids = (await self._docker.demand(*words)).split()
        if not ids:
            return ()
        found = json.loads(await self._docker.demand("inspect", *ids))
        nodes = [
            Node(
                name=container["Name"].lstrip("/"),
                image=container["Config"]["Image"],
                runs=container["State"]["Running"],
                address=_read_address(container),
            )
            for container in found
        ]
        return sorted(nodes, key=lambda node: node.name)

    async def plan(self, images: Sequence[str]) -> Plan:
        """Say what has to be done, `images` being the node images that are as good as new.

        Raises `RefusalError` when somebody else's cluster has the name.
        """
        nodes = await self.nodes()
        self.refuse_foreign(nodes)
        finished = self._finished.exists() and self.kubectl.program.exists()
        healthy = finished and await self.is_healthy(nodes)
        return decide(nodes, finished=finished, images=images, is_healthy=healthy)

    def refuse_foreign(self, nodes: Sequence[Node]) -> None:
        """Raise `RefusalError` when the nodes are there but were not made by this program."""
        if nodes and not self._owned.exists():
            raise RefusalError(
                f"A kind cluster called {self._cluster.name} is there, and was not made by Legato"
                f" ({self._owned} is missing).",
                "Rename or delete that cluster, or choose a name: make up"
                " LEGATO_CLUSTER_NAME=legato2",
            )

    async def is_healthy(self, nodes: Sequence[Node]) -> bool:
        """Whether the API server answers and every node is ready, where it is now."""
        try:
            known = await self.kubectl.list("nodes")
        except (CommandError, OSError):
            return False
        return len(known) == NODES and are_healthy(nodes, known)

    async def mend(self) -> bool:
        """Start nodes that are down, and wait for all; False when that does not help."""
        begun = datetime.now(UTC)
        for node in await self.nodes():
            if not node.runs:
                await self._docker.ask("start", node.name)
        return await self._wait_healthy(MEND_SECONDS, heard_since=begun)

    async def create(self, program: Path, image: str) -> None:
        """Make the cluster of `image` by kind's `program`; what a cut-off try left goes first."""
        make_folder(self._cluster.state, 0o755)
        make_folder(self._cluster.volumes, 0o755)
        self._owned.touch()
        await self.delete(program)
        begun = datetime.now(UTC)
        configuration = self._cluster.state / "kind.yaml"
        write_atomically(configuration, self._configure(image))
        await run(
            f"kind cluster {self._cluster.name}",
            [
                program, "create", "cluster", "--config", configuration, "--wait", READY_WAIT,
                "--kubeconfig", self._cluster.kubeconfig,
            ],
            log=self._cluster.log("kind-create"),
            within=CREATE_SECONDS,
            env=self._docker.env,
        )  # fmt: skip
        await self._forbid_return()
        await self._take_kubectl()
        if not await self._wait_healthy(READY_SECONDS, heard_since=begun):
            reason = f"not every node was ready after {READY_SECONDS:.0f} s"
            raise CommandError("kind cluster", reason, self._cluster.log("kind-create"))
        await self._set_storage()
        self._finished.touch()

    async def delete(self, program: Path) -> None:
        """Take down every node; volumes stay."""
        for mark in (self._finished, self._cluster.definitions):
            mark.unlink(missing_ok=True)
        await run(
            f"end of the kind cluster {self._cluster.name}",
            [
                program, "delete", "cluster", "--name", self._cluster.name,
                "--kubeconfig", self._cluster.kubeconfig,
            ],
            log=self._cluster.log("kind-delete"),
            within=DELETE_SECONDS,
            env=self._docker.env,
        )  # fmt: skip

    async def load(self, images: Sequence[str]) -> Sequence[str]:
        """Put images that some node lacks into the nodes, as one archive; return which.

        A node unpacks an image when it first runs it: by kind's own way each would unpack all.
        """
        lacking = await self._lacking(images)
        if lacking:
            archive = self._cluster.cache / f"load-{self._cluster.name}.tar"
            try:
                await self._docker.demand("save", "-o", archive, *lacking, within=LOAD_SECONDS)
                await asyncio.gather(
                    *[self._import(node.name, archive) for node in await self.nodes()]
                )
            finally:
                archive.unlink(missing_ok=True)
        return lacking

    async def _import(self, node: str, archive: Path) -> None:
        await run(
            f"images into {node}",
            [
                self._docker.program, "exec", "--interactive", node, *CTR, "import",
                "--no-unpack", "--all-platforms", "-",
            ],
            log=self._cluster.log(f"load-{node}"),
            within=LOAD_SECONDS,
            env=self._docker.env,
            given=archive,
        )  # fmt: skip

    async def _lacking(self, images: Sequence[str]) -> Sequence[str]:
        nodes = await self.nodes()
        lists = [
            await self._docker.demand("exec", node.name, *CTR, "list", "--quiet") for node in nodes
        ]
        have = [set(found.split()) for found in lists]
        return [image for image in images if not all(image in found for found in have)]

    async def _wait_healthy(self, within: float, heard_since: datetime) -> bool:
        try:
            async with asyncio.timeout(within):
                while True:
                    if await self.is_healthy(await self.nodes()) and await self._is_heard(
                        heard_since
                    ):
                        return True
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            return False

    async def _is_heard(self, since: datetime) -> bool:
        leases = await self.kubectl.list("leases", "--namespace", "kube-node-lease")
        return are_renewed(leases, since)

    async def _forbid_return(self) -> None:
        """Nodes start when `up` asks for it, not with an engine that another cluster needs."""
        names = [node.name for node in await self.nodes()]
        await self._docker.demand("update", "--restart=no", *names)

    async def _take_kubectl(self) -> None:
        """Copy the nodes' own kubectl out: the one of the cluster's version."""
        program = self.kubectl.program
        make_folder(program.parent, 0o755)
        node = f"{self._cluster.name}-control-plane:/usr/bin/kubectl"
        await self._docker.demand("cp", node, program)

    async def _set_storage(self) -> None:
        """Name the folders of volumes by their claims, so that another cluster finds them."""
        manifest = (self._cluster.recipe / "storage-class.yaml").read_text()
        await self.kubectl.demand("delete", "storageclass", "standard")
        await self.kubectl.apply(manifest)

    def _configure(self, image: str) -> str:
        values = {
            "name": self._cluster.name,
            "node_image": image,
            "http_port": self._cluster.http_port,
            "https_port": self._cluster.https_port,
            "volumes": self._cluster.volumes,
        }
        return render(self._cluster.recipe / "kind.yaml", values)


def forget(cluster: Cluster) -> None:
    """Delete what is known of a cluster that is gone, and its data."""
    shutil.rmtree(cluster.state, ignore_errors=True)


def _read_address(container: dict[str, object]) -> str:
    settings = container["NetworkSettings"]
    networks = settings["Networks"] if isinstance(settings, dict) else {}
    return next((network["IPAddress"] for network in networks.values()), "")
