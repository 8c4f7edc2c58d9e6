"""Parts that outlived their supervisor: found by their records, and ended."""

import asyncio
from collections.abc import Sequence

from legato_local import processes
from legato_local.home import Home
from legato_local.part import STOP_SECONDS, Part


def find_orphans(home: Home, parts: Sequence[Part]) -> Sequence[Part]:
    """The parts of which a process runs; only right while no supervisor does."""
    return [part for part in parts if _record(home, part) is not None]


async def end_orphans(home: Home, parts: Sequence[Part]) -> None:
    """End them one by one, the last first, as a stop would have done."""
    for part in reversed(parts):
        if (process := _record(home, part)) is not None:
            await asyncio.to_thread(processes.end, process, part.stop_signal, STOP_SECONDS)


def _record(home: Home, part: Part) -> processes.Identity | None:
    process = processes.read_record(home.record(part.name))
    return process if process is not None and process.is_alive else None
