"""Base images where none can be pulled: a distribution's root file system, by its packages."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from legato_cluster import packages
from legato_cluster.cluster import Cluster
from legato_cluster.commands import run
from legato_cluster.docker import Docker
from legato_cluster.mirrors import debian_sources

BOOTSTRAP_SECONDS = 900.0
"""Deadline for fetching and unpacking a root file system."""

IMPORT_SECONDS = 120.0
"""Deadline for handing 200 MB to the engine."""

PACKAGES = {"mmdebstrap": "mmdebstrap"}

UNREAD = ("doc", "info", "locale", "man")
"""Folders of /usr/share that nobody reads in a container; packages added later leave them out."""


async def ensure_rootfs(
    docker: Docker, cluster: Cluster, name: str, suite: str, include: Sequence[str]
) -> str:
    """Return the image `localhost/legato/<name>` of a minimal Debian `suite`; made if missing.

    `include` are packages besides the minimal ones. The tag stands for suite and packages.
    """
    key = hashlib.sha256(" ".join((suite, *sorted(include))).encode()).hexdigest()[:12]
    reference = f"localhost/legato/{name}:{suite}-{key}"
    if await docker.lacks([reference]):
        await import_rootfs(docker, cluster, reference, suite, include)
    return reference


async def import_rootfs(
    docker: Docker, cluster: Cluster, reference: str, suite: str, include: Sequence[str]
) -> None:
    """Make the image `reference` of a minimal Debian `suite` with the packages `include`."""
    name = reference.rpartition("/")[2].replace(":", "-")
    log = cluster.log(f"rootfs-{name}")
    await packages.install(packages.lacking(PACKAGES), log)
    archive = cluster.cache / f"{name}.tar"
    try:
        await _bootstrap(suite, include, archive, log)
        await docker.demand("import", archive, reference, within=IMPORT_SECONDS)
    finally:
        archive.unlink(missing_ok=True)


async def _bootstrap(suite: str, include: Sequence[str], archive: Path, log: Path) -> None:
    words = [f"--include={','.join(include)}"] if include else []
    unread = [f"--dpkgopt=path-exclude=/usr/share/{folder}/*" for folder in UNREAD]
    sources = await debian_sources(suite)
    await run(
        f"root file system of Debian {suite}",
        ["mmdebstrap", "--variant=minbase", *words, *unread, suite, archive, *sources],
        log=log,
        within=BOOTSTRAP_SECONDS,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )
