"""The supervisor of one home: started, told what to run, asked how it goes, and ended."""

import asyncio
import http.client
import signal
import socket
import xmlrpc.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from legato_local import oneshot, processes
from legato_local.errors import SupervisorError
from legato_local.home import Home
from legato_local.part import STOP_SECONDS
from legato_local.polling import until
from legato_local.programs import base_environment, supervisor_script

CALL_SECONDS = 10.0
"""Deadline of one call; each answers at once."""

START_SECONDS = 30.0
"""From the supervisor's start to its first answer."""

ENDED_SECONDS = STOP_SECONDS + 15.0
"""Until a program that was told to stop has ended; at `STOP_SECONDS` it is killed."""

POLL_SECONDS = 0.05
"""Pause between two looks at what is about to change."""

ALREADY_STARTED, NOT_RUNNING = 60, 70
"""Faults that say that there was nothing to do."""

DO_NOT_WAIT = False
"""Argument of calls that could else take as long as the program does."""

UP = ("STARTING", "RUNNING", "BACKOFF")
"""States of a program that runs or is about to be started again."""


@dataclass(frozen=True, kw_only=True)
class ProgramState:
    """What the supervisor says of one program; `uptime` in seconds, `pid` 0 when it is down."""

    state: str
    pid: int
    uptime: float
    problem: str

    @property
    def is_up(self) -> bool:
        """Whether the supervisor keeps it running."""
        return self.state in UP


class Differences(NamedTuple):
    """Names of programs by what the written configuration says that the running one does not."""

    added: Sequence[str]
    changed: Sequence[str]
    removed: Sequence[str]


class Supervisor:
    """supervisord with one program per part, by its XML-RPC interface."""

    def __init__(self, home: Home) -> None:
        self._home = home

    async def is_running(self) -> bool:
        """Whether it answers."""
        try:
            await self._call("supervisor.getState")
        except SupervisorError:
            return False
        return True

    async def ensure(self) -> None:
        """Start it where it does not answer, and wait until it does."""
        if await self.is_running():
            return
        self._home.supervisor_socket.unlink(missing_ok=True)
        self._record.unlink(missing_ok=True)
        await oneshot.run(
            ("/bin/sh", "-c", '"$0" &', str(supervisor_script(self._home))),
            environment=base_environment(),
            log=self._home.log("supervisor"),
            within=START_SECONDS,
            folder=self._home.root,
        )
        await self._until_running()

    async def differences(self) -> Differences:
        """Read the written configuration, and compare it with what runs; nothing is changed."""
        ((added, changed, removed),) = await self._call("supervisor.reloadConfig")
        return Differences(added, changed, removed)

    async def update(self) -> None:
        """Make what runs be as it is written: what changed or went is stopped, nothing started."""
        found = await self.differences()
        for name in (*found.changed, *found.removed):
            await self.stop(name)
            await self._call("supervisor.removeProcessGroup", name)
        for name in (*found.added, *found.changed):
            await self._call("supervisor.addProcessGroup", name)

    async def states(self) -> Mapping[str, ProgramState]:
        """How each program does."""
        return {
            info["name"]: ProgramState(
                state=info["statename"],
                pid=info["pid"],
                uptime=float(info["now"] - info["start"]) if info["pid"] else 0.0,
                problem=info["spawnerr"],
            )
            for info in await self._call("supervisor.getAllProcessInfo")
        }

    async def start(self, name: str) -> None:
        """Start a program, without waiting for it to be ready; no change if it is up."""
        await self._call("supervisor.startProcess", name, DO_NOT_WAIT, harmless=ALREADY_STARTED)

    async def begin_stop(self, name: str) -> None:
        """Ask a program to end, for good; no change if it is down."""
        await self._call("supervisor.stopProcess", name, DO_NOT_WAIT, harmless=NOT_RUNNING)

    async def stop(self, name: str) -> None:
        """Stop a program for good and wait for its end; no change if it is down."""
        await self.begin_stop(name)

        async def is_down() -> bool:
            return not (await self.states())[name].pid

        try:
            await until(is_down, every=POLL_SECONDS, within=ENDED_SECONDS)
        except TimeoutError:
            raise self._error(f"{name} does not end.") from None

    async def end(self) -> None:
        """End the supervisor, which first ends what still runs under it."""
        me = processes.read_record(self._record)
        if me is not None:
            await asyncio.to_thread(processes.end, me, signal.SIGTERM, ENDED_SECONDS)

    @property
    def _record(self) -> Path:
        return self._home.record("supervisor")

    async def _until_running(self) -> None:
        try:
            await until(self._runs_or_failed, every=POLL_SECONDS, within=START_SECONDS)
        except TimeoutError:
            raise self._error("The supervisor does not start.") from None

    async def _runs_or_failed(self) -> bool:
        me = processes.read_record(self._record)
        if me is not None and not me.is_alive:
            raise self._error("The supervisor ends right after its start.")
        return await self.is_running()

    async def _call(self, method: str, *arguments: object, harmless: int | None = None) -> Any:  # noqa: ANN401 - XML-RPC has no types
        return await asyncio.to_thread(self._call_and_wait, method, arguments, harmless)

    def _call_and_wait(self, method: str, arguments: Sequence[object], harmless: int | None) -> Any:  # noqa: ANN401
        transport = _SocketTransport(str(self._home.supervisor_socket))
        with xmlrpc.client.ServerProxy("http://supervisor/RPC2", transport) as proxy:
            try:
                return getattr(proxy, method)(*arguments)
            except xmlrpc.client.Fault as fault:
                if fault.faultCode == harmless:
                    return None
                message = f"The supervisor refuses {method}{(*arguments,)}: {fault.faultString}."
                raise self._error(message) from fault
            except (OSError, http.client.HTTPException, xmlrpc.client.Error) as error:
                raise self._error("The supervisor does not answer.") from error

    def _error(self, fact: str) -> SupervisorError:
        log = self._home.log("supervisor")
        return SupervisorError(fact, f"Read {log}, then try: make stop, make run", log)


class _SocketTransport(xmlrpc.client.Transport):
    """HTTP over a Unix socket; the connection is kept where the base class closes it."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: Any) -> http.client.HTTPConnection:  # noqa: ANN401
        made = _SocketConnection(self._path)
        self._connection = host, made
        return made


class _SocketConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("supervisor", timeout=CALL_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(CALL_SECONDS)
        try:
            self.sock.connect(self._path)
        except OSError:
            self.close()
            raise
