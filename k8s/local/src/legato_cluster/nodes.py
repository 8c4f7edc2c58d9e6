"""What is known of a cluster's nodes, and what has to be done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

NODES = 3
"""A control plane and two workers."""


class Plan(StrEnum):
    """What to do with a cluster."""

    CREATE = "create"
    KEEP = "keep"
    MEND = "mend"
    RECREATE = "recreate"


@dataclass(frozen=True)
class Node:
    """One node as the engine sees it; `address` is empty while it does not run."""

    name: str
    image: str
    runs: bool
    address: str


def decide(
    nodes: Sequence[Node], *, finished: bool, images: Sequence[str], is_healthy: bool
) -> Plan:
    """Say what brings a cluster to life at the least cost.

    Parameters
    ----------
    nodes
        Containers of the cluster, running or not.
    finished
        Whether its creation came to its end.
    images
        Node images that are as good as new.
    is_healthy
        Whether the API server says that every node is ready, at the address it has now.
    """
    if not nodes:
        return Plan.CREATE
    if not finished or len(nodes) != NODES or any(node.image not in images for node in nodes):
        return Plan.RECREATE
    return Plan.KEEP if is_healthy else Plan.MEND


def are_healthy(nodes: Sequence[Node], known: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the API's nodes `known` are those that run, all ready and where they say."""
    ready = {
        node["metadata"]["name"]: _address(node)
        for node in known
        if any(_is_ready(condition) for condition in node["status"].get("conditions", ()))
    }
    return ready == {node.name: node.address for node in nodes if node.runs} and bool(ready)


def are_renewed(leases: Sequence[Mapping[str, Any]], since: datetime) -> bool:
    """Whether every kubelet has been heard of `since` then: before, the API tells old news."""
    heard = [datetime.fromisoformat(lease["spec"]["renewTime"]) for lease in leases]
    return len(heard) == NODES and min(heard) > since


def _is_ready(condition: Mapping[str, Any]) -> bool:
    return (condition["type"], condition["status"]) == ("Ready", "True")


def _address(node: Mapping[str, Any]) -> str:
    found = (
        address["address"]
        for address in node["status"].get("addresses", ())
        if address["type"] == "InternalIP"
    )
    return next(found, "")
