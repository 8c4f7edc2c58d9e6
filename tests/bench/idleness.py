"""What the whole platform takes while nobody listens."""

import asyncio

from tests.bench.music import import_tracks
from tests.bench.report import Aim, Report
from tests.bench.stack import Measured
from tests.bench.usage import CpuMeter, CpuSeconds, Memory

SETTLE_SECONDS = 60.0
SECONDS = 60.0

MAX_CORES = 0.15
MAX_GIB = 1.2

MIB = 2**20
GIB = 2**30

METHOD = f"""
    A whole Legato with some music in it, {SETTLE_SECONDS:.0f} s after the end of the import, for
    {SECONDS:.0f} s in which nobody asks for anything. CPU is user and kernel time as in /proc, in
    thousandths of a core. PSS shares out what processes share, so that its sum is what the machine
    gives up; the sum of RSS counts shared pages (Postgres's buffers, libraries) once per process.
    """


async def measure_idleness(measured: Measured) -> Report:
    """Let everything settle, then look on."""
    await import_tracks(measured)
    await asyncio.sleep(SETTLE_SECONDS)
    with CpuMeter(measured.parts) as meter:
        await asyncio.sleep(SECONDS)
    return _report(meter.used, measured.parts.memory())


def _report(used: CpuSeconds, memory: dict[str, Memory]) -> Report:
    cores = sum(used.values()) / SECONDS
    whole = Memory(
        sum(found.proportional for found in memory.values()),
        sum(found.resident for found in memory.values()),
    )
    return Report(
        name="idle",
        title="The whole platform, idle",
        method=METHOD,
        columns=("", "CPU in cores / 1000", "PSS MiB", "RSS MiB"),
        rows=[
            *(_row(name, used[name] / SECONDS, found) for name, found in memory.items()),
            _row("together", cores, whole),
        ],
        aims=[
            Aim(
                text=f"memory at most {MAX_GIB} GiB",
                found=f"{whole.proportional / GIB:.2f} GiB",
                is_met=whole.proportional <= MAX_GIB * GIB,
            ),
            Aim(
                text=f"at most {MAX_CORES} of a core",
                found=f"{cores:.3f}",
                is_met=cores <= MAX_CORES,
            ),
        ],
    )


def _row(name: str, cores: float, memory: Memory) -> list[str]:
    shown = (memory.proportional / MIB, memory.resident / MIB)
    return [name, f"{cores * 1000:.1f}", *(f"{value:.0f}" for value in shown)]
