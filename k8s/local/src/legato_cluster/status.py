"""What runs in the cluster, and what it takes."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from legato_cluster.errors import CommandError
from legato_cluster.kubectl import Kubectl

Object = Mapping[str, Any]


@dataclass(frozen=True)
class NodeStatus:
    """A node: what it is called and for, memory in bytes, cores in use."""

    name: str
    roles: Sequence[str]
    is_ready: bool
    memory: int
    cores: float


@dataclass(frozen=True)
class PodStatus:
    """A pod: where it runs, how far it is, memory in bytes, cores in use."""

    namespace: str
    name: str
    node: str
    state: str
    is_ready: bool
    restarts: int
    memory: int
    cores: float


@dataclass(frozen=True)
class Usage:
    """Memory in bytes and cores in use; of nodes by name, of pods by (namespace, name)."""

    nodes: Mapping[str, tuple[int, float]]
    pods: Mapping[tuple[str, str], tuple[int, float]]


async def observe(kubectl: Kubectl) -> tuple[Sequence[NodeStatus], Sequence[PodStatus]]:
    """Look at every node and pod once; raise `CommandError` when the API server is silent."""
    nodes, pods = await asyncio.gather(
        kubectl.list("nodes"), kubectl.list("pods", "--all-namespaces")
    )
    summaries = await asyncio.gather(
        *[_summarise(kubectl, node["metadata"]["name"]) for node in nodes]
    )
    usage = read_usage(summaries)
    return [read_node(node, usage) for node in nodes], [read_pod(pod, usage) for pod in pods]


async def _summarise(kubectl: Kubectl, node: str) -> Object:
    """Return what a node's kubelet measured; nothing when it is down."""
    try:
        path = f"/api/v1/nodes/{node}/proxy/stats/summary"
        return json.loads(await kubectl.demand("get", "--raw", path))  # type: ignore[no-any-return]
    except CommandError:
        return {}


def read_usage(summaries: Sequence[Object]) -> Usage:
    """Return the sums that kubelets measured."""
    nodes = [summary["node"] for summary in summaries if summary]
    pods = [pod for summary in summaries for pod in summary.get("pods", ())]
    return Usage(
        nodes={node["nodeName"]: _measure(node) for node in nodes},
        pods={(pod["podRef"]["namespace"], pod["podRef"]["name"]): _measure(pod) for pod in pods},
    )


def read_node(node: Object, usage: Usage) -> NodeStatus:
    """Read a node off the API's object."""
    labels, name = node["metadata"]["labels"], node["metadata"]["name"]
    prefixes = ("node-role.kubernetes.io/", "legato.dev/")
    memory, cores = usage.nodes.get(name, (0, 0.0))
    return NodeStatus(
        name=name,
        roles=[label.partition("/")[2] for label in sorted(labels) if label.startswith(prefixes)],
        is_ready=any(
            (condition["type"], condition["status"]) == ("Ready", "True")
            for condition in node["status"].get("conditions", ())
        ),
        memory=memory,
        cores=cores,
    )


def read_pod(pod: Object, usage: Usage) -> PodStatus:
    """Read a pod off the API's object; of a container that waits, its reason is the state."""
    metadata, status = pod["metadata"], pod["status"]
    containers = [*status.get("initContainerStatuses", ()), *status.get("containerStatuses", ())]
    reasons = [
        container["state"]["waiting"].get("reason", "")
        for container in containers
        if "waiting" in container.get("state", {})
    ]
    served = status.get("containerStatuses", ())
    memory, cores = usage.pods.get((metadata["namespace"], metadata["name"]), (0, 0.0))
    return PodStatus(
        namespace=metadata["namespace"],
        name=metadata["name"],
        node=pod["spec"].get("nodeName", ""),
        state="Terminating" if "deletionTimestamp" in metadata else (*reasons, status["phase"])[0],
        is_ready=status["phase"] == "Succeeded"
        or (bool(served) and all(container["ready"] for container in served)),
        restarts=sum(container.get("restartCount", 0) for container in containers),
        memory=memory,
        cores=cores,
    )


def _measure(measured: Object) -> tuple[int, float]:
    memory = measured.get("memory", {}).get("workingSetBytes", 0)
    return int(memory), measured.get("cpu", {}).get("usageNanoCores", 0) / 1e9
