"""What a machine must have before anything is changed on it."""

import shutil
from contextlib import AbstractContextManager
from pathlib import Path

from legato_cluster.cluster import Cluster
from legato_local.errors import RefusalError
from legato_local.files import held, make_folder
from legato_local.ports import describe_holder, is_taken

BUILD_BYTES = 25 * 10**9
"""Of disk for everything: Go's caches, programs, images and what the nodes make of them."""

UPDATE_BYTES = 3 * 10**9
"""Of disk once the node image is there: new service images, and room for data."""

LOOPBACK = "127.0.0.1"


def refuse_full_disk(*folders: Path, has_image: bool) -> None:
    """Raise `RefusalError` that names the fullest of the folders' disks, if it is too full."""
    needed = UPDATE_BYTES if has_image else BUILD_BYTES
    for folder in folders:
        existing = next(place for place in (folder, *folder.parents) if place.exists())
        free = shutil.disk_usage(existing).free
        if free < needed:
            raise RefusalError(
                f"{needed / 10**9:.0f} GB of disk are needed, and {free / 10**9:.1f} GB are free"
                f" at {folder}.",
                "Make room there, or choose other disks with LEGATO_CACHE=<folder> and"
                " LEGATO_CLUSTER_STATE=<folder>.",
            )


def refuse_taken_ports(cluster: Cluster) -> None:
    """Raise `RefusalError` that names each port that a new cluster needs and another holds."""
    ports = {
        "LEGATO_CLUSTER_PORT": cluster.http_port,
        "LEGATO_CLUSTER_TLS_PORT": cluster.https_port,
    }
    taken = {name: port for name, port in ports.items() if is_taken(LOOPBACK, port)}
    if taken:
        facts = [f"port {port} is held by {describe_holder(port)}" for port in taken.values()]
        others = " ".join(f"{name}={port + 1000}" for name, port in taken.items())
        raise RefusalError(
            f"Taken: {'; '.join(facts)}.", f"Stop what holds it, or choose others: make up {others}"
        )


def locked(cluster: Cluster) -> AbstractContextManager[None]:
    """Hold the cluster for one command that changes it; refuse while another holds it."""
    make_folder(cluster.states, 0o755)
    return held(cluster.states / f"{cluster.name}.lock", f"the cluster {cluster.name}")
