"""`down` and `halt`: a cluster taken away, or only its processes."""

from legato_cluster.cluster import Cluster
from legato_cluster.docker import Docker
from legato_cluster.engine import Engine
from legato_cluster.kind import Kind, forget
from legato_cluster.tools import Tools
from legato_cluster.versions import read_versions
from legato_local.errors import RefusalError
from legato_local.progress import Reporter

STOP_SECONDS = 120.0
"""Deadline for three nodes to end with all that runs in them."""

GRACE = "20"
"""Seconds that a node may take before it is killed; its pods have been told by then."""


async def remove(cluster: Cluster, reporter: Reporter, *, keep_data: bool) -> None:
    """Delete the cluster, and its data unless they are to be kept; then an idle engine of ours.

    Raises `RefusalError` when there is none that this program made.
    """
    if not (cluster.state / "owned").exists():
        raise RefusalError(f"There is no cluster {cluster.name} of Legato's.", "See: make status")
    engine = Engine(cluster)
    with reporter.step("Docker Engine"):
        docker = await engine.ensure()
    tools = Tools(cluster, read_versions(cluster.root), None)
    with reporter.step(f"end of the cluster {cluster.name}"):
        program = await tools.ensure("kind") / "kind"
        await Kind(cluster, docker).delete(program)
    if not keep_data:
        forget(cluster)
    await _stop_engine(engine, reporter)


async def halt(cluster: Cluster, reporter: Reporter) -> None:
    """Stop the nodes, then an engine of ours in which nothing else runs; all data stay."""
    engine = Engine(cluster)
    docker = await engine.find()
    if docker is not None:
        with reporter.step("nodes"):
            await _stop_nodes(Kind(cluster, docker), docker)
    await _stop_engine(engine, reporter)


async def _stop_nodes(kind: Kind, docker: Docker) -> None:
    nodes = await kind.nodes()
    kind.refuse_foreign(nodes)
    names = [node.name for node in nodes if node.runs]
    if names:
        await docker.demand("stop", "--time", GRACE, *names, within=STOP_SECONDS)


async def _stop_engine(engine: Engine, reporter: Reporter) -> None:
    with reporter.step("Docker Engine, if it was started here and runs nothing else") as step:
        step.say("stopped" if await engine.stop() else "left running")
