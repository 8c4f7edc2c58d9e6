"""Images of others, where a registry answers."""

from legato_cluster.docker import Docker
from legato_cluster.errors import CommandError

PROBE_SECONDS = 15.0
"""How long a registry may take to say that it has the image."""

PULL_SECONDS = 1200.0
"""Deadline for pulling 400 MB over a slow line."""


async def pull(docker: Docker, image: str) -> bool:
    """Pull an image; return whether it is there now.

    A registry that does not even say that it has the image is left alone after a moment: many
    firewalls answer nothing at all.
    """
    try:
        await docker.demand("manifest", "inspect", image, within=PROBE_SECONDS)
        await docker.demand("pull", "--quiet", image, within=PULL_SECONDS)
    except CommandError:
        return False
    return True
