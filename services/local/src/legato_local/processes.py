"""Who a process is: its id is given to others later, its id with its start time never is."""

import contextlib
import os
import select
import signal
from dataclasses import dataclass
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

STATE_FIELD, THREADS_FIELD, START_FIELD = 0, 17, 19
"""Places in /proc/<pid>/stat after the command's name, which ends at the last `)`."""

DEAD = ("Z", "X")
"""States of a thread that has ended, but that nobody has asked after yet."""

KILL_SECONDS = 10.0
"""How long the kernel may take to clear away a killed process, with its memory."""


@dataclass(frozen=True)
class Identity:
    """One process, for all time: `started` in clock ticks since the boot `boot`."""

    pid: int
    started: int
    boot: str

    @property
    def is_alive(self) -> bool:
        """Whether this very process still runs."""
        return identify(self.pid) == self


def identify(pid: int) -> Identity | None:
    """Say who `pid` is now; None when no such process runs."""
    try:
        content = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = content.rpartition(")")[2].split()
    # The first thread may be dead while others still hold the process's ports.
    if fields[STATE_FIELD] in DEAD and int(fields[THREADS_FIELD]) <= 1:
        return None
    return Identity(pid, int(fields[START_FIELD]), BOOT_ID.read_text().strip())


def read_record(file: Path) -> Identity | None:
    """Read who a program's script said it was; None when it never ran, or wrote only half."""
    try:
        pid, started, boot = file.read_text().split()
        return Identity(int(pid), int(started), boot)
    except (FileNotFoundError, ValueError):
        return None


def end(process: Identity, ask: signal.Signals, within: float) -> None:
    """Ask a process to end, wait `within` seconds, and kill it if it has not; then its group.

    A stranger that has the id by now is left alone: signals go to what was identified.
    """
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return
    try:
        if process.is_alive:
            _end(handle, ask, within)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    finally:
        os.close(handle)


def _end(handle: int, ask: signal.Signals, within: float) -> None:
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(handle, ask)
        if not _ended(handle, within):
            signal.pidfd_send_signal(handle, signal.SIGKILL)
            _ended(handle, KILL_SECONDS)


def _ended(handle: int, within: float) -> bool:
    poller = select.poll()
    poller.register(handle, select.POLLIN)
    return bool(poller.poll(within * 1000))
