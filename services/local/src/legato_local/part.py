"""One server process of a Legato on one machine: what it runs, and when it is ready.

The same object serves two masters. `make run` renders it into a supervisor program;
an integration test enters it as an async context manager and gets a private server.
"""

import asyncio
import contextlib
import os
import signal
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Self

from legato_local.errors import PartError

READY_POLL_SECONDS = 0.05
"""Pause between two looks at a starting server; every look is one cheap connection."""

STOP_SECONDS = 15.0
"""How long a server may take to end after its stop signal before its group is killed."""


class NotReadyError(Exception):
    """One look at a part found it not ready yet; the message says what was seen."""


class Part(ABC):
    """A server process with a name, a command and a readiness check."""

    name: str
    ready_seconds: float = 120.0
    """Deadline from start to readiness, on a machine with much else to do."""
    stop_signal: signal.Signals = signal.SIGTERM
    ports: Mapping[str, int] = {}
    """TCP ports on the loopback interface that the part listens on, by what each is for."""
    configuration: Sequence[Path] = ()
    """Files that `prepare` writes; a change of their content needs a restart."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._process: asyncio.subprocess.Process | None = None

    @property
    @abstractmethod
    def argv(self) -> Sequence[str]:
        """The command, its first word an absolute path."""

    @property
    def environment(self) -> Mapping[str, str]:
        """Variables added to the inherited environment."""
        return {}

    async def prepare(self) -> None:  # noqa: B027 - a part may need nothing
        """Write configuration and data folders. Safe to repeat; never starts the server."""

    @abstractmethod
    async def check_ready(self) -> None:
        """Look once; return when the part answers, else raise `NotReadyError`."""

    @property
    def pid(self) -> int:
        """Process id while entered as a context manager."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was not started here")
        return self._process.pid

    async def wait_ready(self) -> None:
        """Return when `check_ready` passes; raise `PartError` at the deadline."""
        seen = "not looked at yet"
        try:
            async with asyncio.timeout(self.ready_seconds):
                while True:
                    try:
                        await self.check_ready()
                    except NotReadyError as error:
                        seen = str(error)
                    else:
                        return
                    if self._process is not None and self._process.returncode is not None:
                        raise PartError(
                            self.name, f"ended with code {self._process.returncode}", self.log
                        )
                    await asyncio.sleep(READY_POLL_SECONDS)
        except TimeoutError:
            reason = f"not ready within {self.ready_seconds:.0f} s: {seen}"
            raise PartError(self.name, reason, self.log) from None

    async def start(self) -> None:
        """Start the prepared server as a child in its own process group."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self.argv,
                env={**os.environ, **self.environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def stop(self) -> None:
        """Ask the server to end; kill its process group when it does not."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(self.stop_signal)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    async def kill(self) -> None:
        """End the server the hard way, as a crash would."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()

    async def __aenter__(self) -> Self:
        await self.prepare()
        await self.start()
        try:
            await self.wait_ready()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()


@contextlib.asynccontextmanager
async def running(*parts: Part) -> AsyncIterator[None]:
    """Enter parts in order; leave them in the reverse order."""
    async with contextlib.AsyncExitStack() as stack:
        for part in parts:
            await stack.enter_async_context(part)
        yield
