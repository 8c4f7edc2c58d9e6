"""From whatever there is to a cluster whose three nodes are ready."""

from collections.abc import Sequence

from legato_cluster.cluster import Cluster
from legato_cluster.docker import Docker
from legato_cluster.keeping import restore_secrets
from legato_cluster.kind import Kind
from legato_cluster.node_image import MODULES, NodeImage
from legato_cluster.nodes import Plan
from legato_cluster.refusals import refuse_taken_ports
from legato_cluster.tools import Tools
from legato_cluster.versions import Versions
from legato_local.progress import Reporter


class NodesUp:
    """Makes or mends the nodes of one cluster."""

    def __init__(self, cluster: Cluster, docker: Docker, tools: Tools, versions: Versions) -> None:
        self._cluster = cluster
        self._tools = tools
        self._image = NodeImage(cluster, docker, tools, versions)
        self.kind = Kind(cluster, docker)
        self._found: str | None = None
        self._plan = Plan.KEEP

    @property
    def modules(self) -> Sequence[str]:
        """Modules that have to be built for what `look` found."""
        return MODULES if self._needs_build else ()

    @property
    def has_image(self) -> bool:
        """Whether the node image need not be built."""
        return not self._needs_build

    async def look(self, reporter: Reporter) -> None:
        """See what is there; a node image is pulled here if that can be done at all.

        Raises `RefusalError` for a foreign cluster, or a port that someone else holds.
        """
        with reporter.step("nodes that are there"):
            self._plan = await self.kind.plan((self._image.stock, self._image.built))
            self._found = await self._image.find()
        if self._plan is Plan.CREATE:
            refuse_taken_ports(self._cluster)
        if self._needs_build:
            with reporter.step("a node image to pull"):
                self._found = await self._image.pull()

    async def bring_up(self, reporter: Reporter) -> None:
        """Do what is needed; return when every node is ready."""
        if self._plan is Plan.KEEP:
            return
        if self._plan is Plan.MEND:
            with reporter.step("nodes started again"):
                if await self.kind.mend():
                    return
        image = self._found or await self._build(reporter)
        program = await self._tools.ensure("kind") / "kind"
        with reporter.step("three nodes"):
            await self.kind.create(program, image)
            await restore_secrets(self._cluster, self.kind.kubectl)

    @property
    def _needs_build(self) -> bool:
        """Nodes that are there, even if they have to be started, need no image."""
        return self._found is None and self._plan in (Plan.CREATE, Plan.RECREATE)

    async def _build(self, reporter: Reporter) -> str:
        with reporter.step("system of the nodes"):
            await self._image.ensure_base()
        for module in MODULES:
            await self._tools.ensure(module)
        with reporter.step("node image") as step:
            return await self._image.build(step)
