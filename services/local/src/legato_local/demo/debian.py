"""Real music: a package of Debian's, downloaded and unpacked without installing it."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from legato_local import oneshot
from legato_local.files import make_folder
from legato_local.oneshot import CommandError

PACKAGE = "singularity-music"

UPDATE_SECONDS = 180.0
"""Deadline for fetching package lists: about 10 MB."""

DOWNLOAD_SECONDS = 300.0
"""Deadline for fetching the package: 52 MB."""

UNPACK_SECONDS = 60.0
"""Deadline for unpacking it."""

APT_OPTIONS = (
    "-o=Acquire::Retries=2",
    "-o=Acquire::http::Timeout=30",
    "-o=Acquire::Languages=none",
)


class Package:
    """The package in a folder of downloads; it is fetched once and then kept.

    Every method raises `CommandError` where Debian's tools or servers are not to be had.
    """

    def __init__(self, downloads: Path, log: Path) -> None:
        self._folder = downloads
        self._log = log

    async def fetch(self) -> Path:
        """Return the package file, after downloading it where it is missing."""
        make_folder(self._folder)
        if (found := self._found()) is None:
            await self._download()
            found = self._found()
        if found is None:
            raise CommandError(f"apt-get brought no {PACKAGE}")
        return found

    async def unpack(self, package: Path, target: Path) -> None:
        """Unpack its files into `target`, as they would lie on a machine."""
        await self._run(("dpkg-deb", "-x", str(package), str(target)), UNPACK_SECONDS)

    def _found(self) -> Path | None:
        return max(self._folder.glob(f"{PACKAGE}_*.deb"), default=None)

    async def _download(self) -> None:
        """Try with the lists of the system; where those are empty or closed, with own ones."""
        download = ("apt-get", "download", "-q", *APT_OPTIONS)
        try:
            await self._run((*download, PACKAGE), DOWNLOAD_SECONDS)
        except CommandError:
            own = self._own_folders()
            await self._run(("apt-get", "update", "-q", *APT_OPTIONS, *own), UPDATE_SECONDS)
            await self._run((*download, *own, PACKAGE), DOWNLOAD_SECONDS)

    def _own_folders(self) -> Sequence[str]:
        lists, cache = self._folder / "apt" / "lists", self._folder / "apt" / "cache"
        for folder in (lists / "partial", cache / "archives" / "partial"):
            folder.mkdir(parents=True, exist_ok=True)
        return (f"-o=Dir::State::Lists={lists}", f"-o=Dir::Cache={cache}")

    async def _run(self, argv: Sequence[str], within: float) -> None:
        program = shutil.which(argv[0])
        if program is None:
            raise CommandError(f"{argv[0]} is not on this machine")
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        await oneshot.run(
            (program, *argv[1:]),
            environment=environment,
            log=self._log,
            within=within,
            folder=self._folder,
        )
