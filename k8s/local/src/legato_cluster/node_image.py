"""The image of a node: kind's own where it can be pulled, else built from package registries."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from legato_cluster.cluster import Cluster
from legato_cluster.commands import run
from legato_cluster.components import describe_components, pause_image, storage_image
from legato_cluster.docker import Docker
from legato_cluster.node_context import prepare_component, prepare_node, read_storage_manifest
from legato_cluster.registry import pull
from legato_cluster.rootfs import ensure_rootfs
from legato_cluster.tools import Tools
from legato_cluster.versions import Versions
from legato_local.progress import Step

MODULES = (
    "kubernetes", "etcd", "containerd", "runc", "crictl", "cni", "coredns",
    "local-path-provisioner",
)  # fmt: skip
"""What a node is made of, in the order in which it pays to build it."""

PACKAGES = (
    "bash", "ca-certificates", "conntrack", "curl", "dbus", "ethtool", "hostname", "iproute2",
    "iptables", "jq", "kmod", "libseccomp2", "mount", "nftables", "pigz", "procps", "socat",
    "systemd", "systemd-sysv", "util-linux",
)  # fmt: skip
"""Of Debian, beyond the minimal system."""

KIND_MODULE = "sigs.k8s.io/kind"

BUILD_SECONDS = 600.0
"""Deadline of one image, whose programs are built already."""

IMPORT_SECONDS = 300.0
"""Deadline for putting the preloaded images into the node."""

IMPORT = """
containerd > /tmp/containerd.log 2>&1 &
for _ in $(seq 60); do ctr version > /dev/null 2>&1 && break; sleep 0.5; done
ctr --namespace k8s.io images import --no-unpack --all-platforms /images.tar > /dev/null
kill %1
wait %1 || true
rm /tmp/containerd.log
"""
"""Run in a container of the bare node: its own containerd takes the images in."""


class NodeImage:
    """The node image of one version of Kubernetes."""

    def __init__(self, cluster: Cluster, docker: Docker, tools: Tools, versions: Versions) -> None:
        self._cluster = cluster
        self._docker = docker
        self._tools = tools
        self._versions = versions
        self._recipe = cluster.recipe / "node"

    @property
    def stock(self) -> str:
        """The image that kind's makers publish."""
        return f"kindest/node:{self._versions.kubernetes}"

    @property
    def built(self) -> str:
        """The image that is built here; its tag stands for all it is made of."""
        key = hashlib.sha256(repr((PACKAGES, self._versions, os.uname().machine)).encode())
        modules = [self._cluster.recipe / "tools" / name / "go.sum" for name in MODULES]
        for file in (*sorted(self._recipe.iterdir()), *modules):
            key.update(file.read_bytes())
        return f"localhost/legato/kind-node:{self._versions.kubernetes}-{key.hexdigest()[:12]}"

    async def find(self) -> str | None:
        """Return the image if the engine has it already."""
        lacking = await self._docker.lacks([self.stock, self.built])
        return next((name for name in (self.stock, self.built) if name not in lacking), None)

    async def pull(self) -> str | None:
        """Return the stock image, pulled; None where no registry answers, or has none."""
        return self.stock if await pull(self._docker, self.stock) else None

    async def ensure_base(self) -> str:
        """Return the system that a node is built on, made from Debian's packages at need."""
        suite = self._versions.node["debian"]
        return await ensure_rootfs(self._docker, self._cluster, "node-base", suite, PACKAGES)

    async def build(self, step: Step) -> str:
        """Build the node, once its programs are there."""
        base = await self.ensure_base()
        kind = await self._tools.locate("kind", KIND_MODULE)
        programs = {name: await self._tools.ensure(name) for name in MODULES}
        with tempfile.TemporaryDirectory(prefix="node-", dir=self._cluster.cache) as name:
            work = Path(name)
            step.say("the bare node")
            bare = f"{self.built}-bare"
            prepare_node(work / "node", kind, programs, pause_image(self._versions))
            version = f"KUBERNETES_VERSION={self._versions.kubernetes}"
            await self._build_image(bare, "node", work / "node", f"BASE={base}", version)
            components = describe_components(self._versions)
            for number, component in enumerate(components):
                step.advance(number, len(components))
                step.say(component.start)
                context = work / component.start
                prepare_component(context, component, programs[component.module], self._recipe)
                arguments = [f"BASE={base}"] if component.needs_system else []
                await self._build_image(component.reference, "component", context, *arguments)
            await self._build_pause(work / "pause")
            references = [component.reference for component in components]
            (work / "storage.yaml").write_text(read_storage_manifest(kind, storage_image()))
            step.say("images of the control plane")
            await self._preload(bare, [*references, pause_image(self._versions)], work)
        return self.built

    async def _build_pause(self, context: Path) -> None:
        os.mkdir(context)  # noqa: PTH102 - as quick as it looks
        await run(
            "the pause program",
            ["gcc", "-Os", "-static", "-s", "-o", context / "start", self._recipe / "pause.c"],
            log=self._cluster.log("pause"),
            within=BUILD_SECONDS,
        )
        await self._build_image(pause_image(self._versions), "component", context)

    async def _build_image(
        self, reference: str, recipe: str, context: Path, *arguments: str
    ) -> None:
        given = [word for argument in arguments for word in ("--build-arg", argument)]
        await run(
            f"image {reference}",
            [
                self._docker.program, "build", "--progress=plain", "--tag", reference, *given,
                "--file", self._recipe / f"{recipe}.Dockerfile", context,
            ],
            log=self._cluster.log(f"image-{context.name}"),
            within=BUILD_SECONDS,
            env=self._docker.env,
        )  # fmt: skip

    async def _preload(self, bare: str, references: Sequence[str], work: Path) -> None:
        """Commit the node with what it starts before anything could be loaded into it."""
        archive = work / "images.tar"
        await self._docker.demand("save", "--output", archive, *references, within=IMPORT_SECONDS)
        started = await self._docker.demand(
            "run", "--detach", "--privileged", "--entrypoint", "sleep",
            "--volume", f"{archive}:/images.tar:ro", bare, "infinity", within=IMPORT_SECONDS,
        )  # fmt: skip
        container = started.strip()
        try:
            await self._fill(container, work / "storage.yaml")
        finally:
            await self._docker.ask("rm", "--force", container, within=IMPORT_SECONDS)

    async def _fill(self, container: str, storage: Path) -> None:
        manifests = {"default-cni": self._recipe / "node-network.yaml", "default-storage": storage}
        for name, file in manifests.items():
            await self._docker.demand("cp", file, f"{container}:/kind/manifests/{name}.yaml")
        script = ("bash", "-e", "-c", IMPORT)
        await self._docker.demand("exec", container, *script, within=IMPORT_SECONDS)
        entrypoint = 'ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]'
        await self._docker.demand(
            "commit", "--change", entrypoint, container, self.built, within=IMPORT_SECONDS
        )
