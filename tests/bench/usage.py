"""CPU time and memory of parts, their children with them, as the kernel counts them."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

import psutil

CpuSeconds = dict[str, float]
"""CPU seconds by part, in user and in kernel mode together; counted in steps of 10 ms."""


@dataclass(frozen=True)
class Memory:
    """Bytes of one part: `proportional` shares out what processes share, `resident` does not."""

    proportional: int
    resident: int


@dataclass(frozen=True)
class Parts:
    """Processes by the name of the part that each is the first of."""

    pids: Mapping[str, int]

    def only(self, *names: str) -> Self:
        """Return some of the parts."""
        return type(self)({name: self.pids[name] for name in names})

    def cpu_seconds(self) -> CpuSeconds:
        """Return what each part has used since its start; children that have ended count, too."""
        return {name: sum(map(_cpu_seconds, family)) for name, family in self._families()}

    def memory(self) -> dict[str, Memory]:
        """Return what each part holds now."""
        return {name: _memory(family) for name, family in self._families()}

    def _families(self) -> Iterator[tuple[str, Iterable[psutil.Process]]]:
        """Yield each part's processes; what another part began is that part's, not its parent's."""
        families = {name: _family(pid) for name, pid in self.pids.items()}
        for name, family in families.items():
            theirs = {
                pid
                for other, first in self.pids.items()
                if other != name and first in family
                for pid in families[other]
            }
            yield name, [process for pid, process in family.items() if pid not in theirs]


class CpuMeter:
    """Measures the CPU time that parts use within a `with` block."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._before: CpuSeconds = {}
        self.used: CpuSeconds = {}

    def __enter__(self) -> Self:
        self._before = self._parts.cpu_seconds()
        return self

    def __exit__(self, *_: object) -> None:
        after = self._parts.cpu_seconds()
        self.used = {name: seconds - self._before[name] for name, seconds in after.items()}

    @property
    def total(self) -> float:
        """CPU seconds of all parts."""
        return sum(self.used.values())


def _family(pid: int) -> Mapping[int, psutil.Process]:
    first = psutil.Process(pid)
    return {process.pid: process for process in (first, *first.children(recursive=True))}


def _cpu_seconds(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.NoSuchProcess):
        return float(sum(process.cpu_times()[:4]))
    return 0.0


def _memory(processes: Iterable[psutil.Process]) -> Memory:
    proportional = resident = 0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            found = process.memory_full_info()
            proportional, resident = proportional + found.pss, resident + found.rss
    return Memory(proportional, resident)
