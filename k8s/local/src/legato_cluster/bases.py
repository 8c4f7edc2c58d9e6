"""The one base of our own images: Debian's image where it can be pulled, else its packages."""

from datetime import UTC, date, datetime

from legato_cluster.cluster import Cluster
from legato_cluster.docker import Docker
from legato_cluster.errors import CommandError
from legato_cluster.rootfs import import_rootfs

PULL_SECONDS = 300.0
"""Deadline for 100 MB from a registry; where there is none, the engine says so at once."""


async def ensure_base(docker: Docker, cluster: Cluster, suite: str) -> str:
    """Return the base of this month, which brings Debian's mends with it; made if missing."""
    reference = name_base(suite, datetime.now(UTC).date())
    if await docker.lacks([reference]) and not await pull(
        docker, f"debian:{suite}-slim", reference
    ):
        await import_rootfs(docker, cluster, reference, suite, [])
    return reference


def name_base(suite: str, today: date) -> str:
    """Return the base's reference: one a month, so that a day without changes builds nothing."""
    return f"localhost/legato/base:{suite}-{today:%Y-%m}"


async def pull(docker: Docker, official: str, reference: str) -> bool:
    """Pull an image and give it a local name; return whether a registry had it."""
    try:
        await docker.demand("pull", "--quiet", official, within=PULL_SECONDS)
    except CommandError:
        return False
    await docker.demand("tag", official, reference)
    return True
