"""The one base of our own images: Debian's image where it can be pulled, else its packages."""

from datetime import UTC, date, datetime

from legato_cluster.cluster import Cluster
from legato_cluster.docker import Docker
from legato_cluster.registry import pull
from legato_cluster.rootfs import import_rootfs


async def ensure_base(docker: Docker, cluster: Cluster, suite: str) -> str:
    """Return the base of this month, which brings Debian's mends with it; made if missing."""
    reference = name_base(suite, datetime.now(UTC).date())
    if await docker.lacks([reference]):
        official = f"debian:{suite}-slim"
        if await pull(docker, official):
            await docker.demand("tag", official, reference)
        else:
            await import_rootfs(docker, cluster, reference, suite, [])
    return reference


def name_base(suite: str, today: date) -> str:
    """Return the base's reference: one a month, so that a day without changes builds nothing."""
    return f"localhost/legato/base:{suite}-{today:%Y-%m}"
