"""Processes that outlived their supervisor: found by their records and marks, and ended."""

import asyncio
import contextlib
from collections.abc import Sequence

import psutil

from legato_local import processes
from legato_local.home import Home
from legato_local.part import STOP_SECONDS, Part
from legato_local.programs import MARK


def find_orphans(home: Home, parts: Sequence[Part]) -> Sequence[Part]:
    """The parts of which a process runs; only right while no supervisor does."""
    return [part for part in parts if _record(home, part) is not None]


async def end_orphans(home: Home, parts: Sequence[Part]) -> None:
    """End the parts one by one, the last first, as a stop would; then what they have left."""
    for part in reversed(parts):
        if (process := _record(home, part)) is not None:
            await asyncio.to_thread(processes.end, process, part.stop_signal, STOP_SECONDS)
    await asyncio.to_thread(_kill_children, home)


def _record(home: Home, part: Part) -> processes.Identity | None:
    process = processes.read_record(home.record(part.name))
    return process if process is not None and process.is_alive else None


def _kill_children(home: Home) -> None:
    """Kill processes that a dead part had started: no record names them, but the mark does."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if process.environ().get(MARK) == str(home.root):
                process.kill()
