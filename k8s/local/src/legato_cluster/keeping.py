"""Secrets whose loss loses data: kept beside the volumes, for a cluster that is made anew."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from legato_cluster.cluster import Cluster
from legato_cluster.kubectl import Kubectl
from legato_local.files import write_atomically

POLICY = "helm.sh/resource-policy"
"""The charts mark those secrets by it: Helm itself leaves them alone, too."""

OF_THE_CLUSTER = ("uid", "resourceVersion", "creationTimestamp", "managedFields", "ownerReferences")
"""What one cluster's API server says of an object, and no other wants to hear."""


def choose_kept(secrets: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Return the secrets that the charts keep, ready to be created elsewhere."""
    return [
        {**secret, "metadata": _strip(secret["metadata"])}
        for secret in secrets
        if secret["metadata"].get("annotations", {}).get(POLICY) == "keep"
    ]


async def keep_secrets(cluster: Cluster, kubectl: Kubectl) -> None:
    """Copy the secrets out of the cluster, readable by this user alone."""
    kept = choose_kept(await kubectl.list("secrets", "--all-namespaces"))
    write_atomically(cluster.state / "secrets.json", json.dumps(kept))


async def restore_secrets(cluster: Cluster, kubectl: Kubectl) -> None:
    """Create in a new cluster the secrets of the one before it, if there was one."""
    file = cluster.state / "secrets.json"
    kept = json.loads(file.read_text()) if file.exists() else []
    names = sorted({secret["metadata"]["namespace"] for secret in kept})
    namespaces = [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}} for name in names
    ]
    if kept:
        objects = {"apiVersion": "v1", "kind": "List", "items": [*namespaces, *kept]}
        await kubectl.apply(json.dumps(objects))


async def read_secret(kubectl: Kubectl, name: str, namespace: str) -> Mapping[str, str]:
    """Return a secret's entries; raise `CommandError` where there is none."""
    words = ("get", "secret", name, "--namespace", namespace, "--output", "json")
    data = json.loads(await kubectl.demand(*words))["data"]
    return {entry: base64.b64decode(value).decode() for entry, value in data.items()}


def _strip(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in metadata.items() if name not in OF_THE_CLUSTER}
