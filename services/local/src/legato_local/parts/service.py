"""One process of a Python service: what it serves, or what it works off."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path

from legato_local.looking import get
from legato_local.part import NotReadyError, Part
from legato_local.places import SOURCES, python_path


class Service(Part):
    """`python -m <package> <command>` with its settings in the environment.

    `ports` names at least `probe`, where `/readyz` tells whether it is ready.
    """

    def __init__(
        self,
        *,
        name: str,
        package: str,
        command: str,
        environment: Mapping[str, str],
        ports: Mapping[str, int],
        log: Path,
        sources: Path = SOURCES,
    ) -> None:
        super().__init__(log)
        self.name = name
        self.ports = ports
        self._module = (sys.executable, "-m", package)
        self._command = command
        self._environment = {"PYTHONPATH": python_path(sources), **environment}

    @property
    def argv(self) -> Sequence[str]:
        """The process that goes on."""
        return (*self._module, self._command)

    @property
    def migration(self) -> Sequence[str]:
        """The command that brings the service's database up to date, and ends."""
        return (*self._module, "migrate")

    @property
    def environment(self) -> Mapping[str, str]:
        """Settings, with passwords among them: the environment of a process is its user's.

        The code's folder is one of them, so that other code is a reason to restart.
        """
        return self._environment

    async def check_ready(self) -> None:
        """Ask the probe port."""
        connection = asyncio.open_connection("127.0.0.1", self.ports["probe"])
        if (answer := await get(connection, "/readyz")).status != HTTPStatus.OK:
            raise NotReadyError(f"/readyz answers {answer.status}")
