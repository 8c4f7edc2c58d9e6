"""How a home does: each part with its state, ports, memory and uptime."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psutil

from legato_local.errors import SupervisorError
from legato_local.home import Home
from legato_local.part import NotReadyError, Part
from legato_local.processes import read_record
from legato_local.supervisor import ProgramState, Supervisor

DOWN = ProgramState(state="STOPPED", pid=0, uptime=0.0, problem="")


@dataclass(frozen=True, kw_only=True)
class PartStatus:
    """One part; `memory` in bytes, its children's with it, shared pages counted in parts."""

    name: str
    state: str
    ports: Sequence[int]
    memory: int
    uptime: float
    pid: int


async def observe(home: Home, parts: Sequence[Part]) -> Sequence[PartStatus]:
    """Look at every part once, and at the supervisor."""
    states = await _states(home)
    found = [_observe(part, states.get(part.name, DOWN)) for part in parts]
    return [await _observe_supervisor(home, running=bool(states)), *await asyncio.gather(*found)]


async def _states(home: Home) -> Mapping[str, ProgramState]:
    try:
        return await Supervisor(home).states()
    except SupervisorError:
        return {}


async def _observe(part: Part, program: ProgramState) -> PartStatus:
    return PartStatus(
        name=part.name,
        state=await _state(part, program),
        ports=list(part.ports.values()),
        memory=_memory(program.pid) if program.pid else 0,
        uptime=program.uptime,
        pid=program.pid,
    )


async def _state(part: Part, program: ProgramState) -> str:
    if program.state == "FATAL":
        return "failed"
    if program.state == "BACKOFF":
        return "failing"
    if not program.pid:
        return "stopped"
    try:
        await part.check_ready()
    except NotReadyError:
        return "not ready"
    return "ready"


async def _observe_supervisor(home: Home, *, running: bool) -> PartStatus:
    process = read_record(home.record("supervisor"))
    pid = process.pid if running and process is not None and process.is_alive else 0
    return PartStatus(
        name="supervisor",
        state="ready" if running else "stopped",
        ports=(),
        memory=_own_memory(psutil.Process(pid)) if pid else 0,
        uptime=_uptime(pid),
        pid=pid,
    )


def _memory(pid: int) -> int:
    """What a part takes with its children, which Postgres has many of."""
    try:
        process = psutil.Process(pid)
        return sum(map(_own_memory, (process, *process.children(recursive=True))))
    except psutil.NoSuchProcess:
        return 0


def _own_memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


def _uptime(pid: int) -> float:
    try:
        return time.time() - psutil.Process(pid).create_time() if pid else 0.0
    except psutil.NoSuchProcess:
        return 0.0
