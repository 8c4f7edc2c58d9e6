"""Base images where none can be pulled: a distribution's root file system, by its packages."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from legato_cluster import packages
from legato_cluster.cluster import Cluster
from legato_cluster.commands import run
from legato_cluster.docker import Docker

BOOTSTRAP_SECONDS = 900.0
"""Deadline for fetching and unpacking a root file system."""

IMPORT_SECONDS = 120.0
"""Deadline for handing 200 MB to the engine."""

PACKAGES = {"mmdebstrap": "mmdebstrap"}


async def ensure_rootfs(
    docker: Docker, cluster: Cluster, name: str, suite: str, include: Sequence[str]
) -> str:
    """Return the image `localhost/legato/<name>` of a minimal Debian `suite`; made if missing.

    `include` are packages besides the minimal ones. The tag stands for suite and packages.
    """
    key = hashlib.sha256(" ".join((suite, *sorted(include))).encode()).hexdigest()[:12]
    reference = f"localhost/legato/{name}:{suite}-{key}"
    if not await docker.lacks([reference]):
        return reference
    log = cluster.log(f"rootfs-{name}")
    await packages.install(packages.lacking(PACKAGES), log)
    archive = cluster.cache / f"{name}-{key}.tar"
    try:
        await _bootstrap(suite, include, archive, log)
        await docker.demand("import", archive, reference, within=IMPORT_SECONDS)
    finally:
        archive.unlink(missing_ok=True)
    return reference


async def _bootstrap(suite: str, include: Sequence[str], archive: Path, log: Path) -> None:
    words = [f"--include={','.join(include)}"] if include else []
    await run(
        f"root file system of Debian {suite}",
        ["mmdebstrap", "--variant=minbase", *words, suite, archive],
        log=log,
        within=BOOTSTRAP_SECONDS,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )
