"""The Docker Engine by its command line, which kind uses as well."""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from legato_cluster.commands import Answer, ask, demand

PACKAGED = Path("/usr/bin/docker")
"""Of the distribution's own package. A newer one earlier on PATH wants a plug-in to build."""

LOOK_SECONDS = 20.0
"""Deadline of a question to the engine, on a machine that is busy."""


@dataclass(frozen=True)
class Docker:
    """One program, and the variables that it and kind are started with."""

    program: Path

    @property
    def env(self) -> Mapping[str, str]:
        """The program comes first on PATH, and builds by BuildKit."""
        return {
            **os.environ,
            "PATH": f"{self.program.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "DOCKER_BUILDKIT": "1",
        }

    async def ask(self, *words: str | Path, within: float = LOOK_SECONDS) -> Answer:
        """Run `docker` with the words and return how it ended."""
        return await ask([self.program, *words], within=within, env=self.env)

    async def demand(self, *words: str | Path, within: float = LOOK_SECONDS) -> str:
        """Run `docker` with the words and return what it writes; raise `CommandError`."""
        return await demand([self.program, *words], within=within, env=self.env)

    async def lacks(self, images: Sequence[str]) -> Sequence[str]:
        """Return those of the images that the engine does not have."""
        found = await self.ask("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")
        have = set(found.output.split())
        return [image for image in images if image not in have]


def find_docker() -> Docker | None:
    """Return the distribution's Docker, else the first on PATH, else None."""
    if PACKAGED.exists():
        return Docker(PACKAGED)
    found = shutil.which("docker")
    return Docker(Path(found)) if found else None
