"""What the supervisor does besides: it keeps logs small, and clears away what the dead leave.

Programs write to their logs themselves, so that they outlive their supervisor. It is loaded by
supervisord as one of its RPC interfaces, which is how it takes extensions; it has no methods.

The supervisor dies of any exception that one of its listeners or its own log raises. So what a
full disk makes fail is reported, or lost where not even that works.
"""

import contextlib
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from supervisor import events  # type: ignore[import-untyped]
from supervisor.loggers import Logger  # type: ignore[import-untyped]
from supervisor.supervisord import Supervisor  # type: ignore[import-untyped]

LARGEST_LOG = 16 * 1024 * 1024
"""Bytes at which a log is set aside; the one that was aside before goes."""


class Housekeeping:
    """Listens to the supervisor's own events; `report` takes a line on what failed."""

    def __init__(self, logs: Path, report: Callable[[str], None]) -> None:
        self._logs = logs
        self._report = report

    def on_minute(self, _: events.Tick60Event) -> None:
        """Cut logs that have grown too large. Lines written in that instant are lost."""
        for log in self._logs.glob("*.log"):
            with self._reporting(f"cutting {log}"):
                if log.stat().st_size > LARGEST_LOG:
                    self._cut(log)

    def on_end(self, event: events.ProcessStateEvent) -> None:
        """Kill what a program that has just ended left of its process group.

        The group's number cannot belong to others yet: it was this process's until now.
        """
        if event.process.pid:
            ended = f"ending what {event.process.config.name} left"
            with self._reporting(ended), contextlib.suppress(ProcessLookupError):
                os.killpg(event.process.pid, signal.SIGKILL)

    def _cut(self, log: Path) -> None:
        with self._reporting(f"setting {log} aside"):
            shutil.copyfile(log, log.with_name(f"{log.name}.1"))
        os.truncate(log, 0)

    @contextmanager
    def _reporting(self, work: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._report(f"{work}: {error}")


def never_fail(log: Logger) -> None:
    """Have the supervisor's log drop what it cannot write, which it else raises for."""
    for handler in log.handlers:
        handler.handleError = lambda: None


def make_housekeeping(supervisord: Supervisor, *, logs: str) -> Housekeeping:
    """Start listening; called by supervisord with the settings of its section."""
    log = supervisord.options.logger
    never_fail(log)
    made = Housekeeping(Path(logs), log.warn)
    events.subscribe(events.Tick60Event, made.on_minute)
    for ending in (
        events.ProcessStateExitedEvent,
        events.ProcessStateStoppedEvent,
        events.ProcessStateBackoffEvent,
    ):
        events.subscribe(ending, made.on_end)
    return made
