"""Processes that outlived their supervisor: found by their records and marks, and ended."""

import asyncio
import contextlib
from collections.abc import Sequence

import psutil

from legato_local import processes
from legato_local.home import Home
from legato_local.part import STOP_SECONDS, Part
from legato_local.programs import MARK


def find_orphans(home: Home, parts: Sequence[Part]) -> dict[Part, processes.Identity]:
    """The parts of which a process runs, in order; only right while no supervisor does."""
    records = {part: processes.read_record(home.record(part.name)) for part in parts}
    return {part: process for part, process in records.items() if process and process.is_alive}


async def end_orphans(home: Home, parts: Sequence[Part]) -> None:
    """End the parts one by one, the last first, as a stop would; then what they have left."""
    for part, process in reversed(find_orphans(home, parts).items()):
        await asyncio.to_thread(processes.end, process, part.stop_signal, STOP_SECONDS)
    await asyncio.to_thread(_kill_children, home)


def _kill_children(home: Home) -> None:
    """Kill processes that a dead part had started: no record names them, but the mark does."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if process.environ().get(MARK) == str(home.root):
                process.kill()
