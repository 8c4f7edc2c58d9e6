"""What the supervisor does besides: it keeps logs small, and clears away what the dead leave.

Programs write to their logs themselves, so that they outlive their supervisor. It is loaded by
supervisord as one of its RPC interfaces, which is how it takes extensions; it has no methods.
"""

import contextlib
import os
import shutil
import signal
from pathlib import Path

from supervisor import events  # type: ignore[import-untyped]

LARGEST_LOG = 16 * 1024 * 1024
"""Bytes at which a log is set aside; the one that was aside before goes."""


class Housekeeping:
    """Listens to the supervisor's own events."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs

    def on_minute(self, _: events.Tick60Event) -> None:
        """Cut logs that have grown too large. Lines written in that instant are lost."""
        for log in self._logs.glob("*.log"):
            if log.name != "supervisor.log" and log.stat().st_size > LARGEST_LOG:
                shutil.copyfile(log, log.with_name(f"{log.name}.1"))
                os.truncate(log, 0)

    def on_end(self, event: events.ProcessStateEvent) -> None:
        """Kill what a program that has just ended left of its process group.

        The group's number cannot belong to others yet: it was this process's until now.
        """
        if event.process.pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(event.process.pid, signal.SIGKILL)


def make_housekeeping(_supervisord: object, *, logs: str) -> Housekeeping:
    """Start listening; called by supervisord with the settings of its section."""
    made = Housekeeping(Path(logs))
    events.subscribe(events.Tick60Event, made.on_minute)
    for ending in (
        events.ProcessStateExitedEvent,
        events.ProcessStateStoppedEvent,
        events.ProcessStateBackoffEvent,
    ):
        events.subscribe(ending, made.on_end)
    return made
