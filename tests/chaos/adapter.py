"""Killing parts of a Legato by name, on whatever it runs."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

import pytest

from legato_cluster.docker import Docker
from legato_local.legato import Legato
from legato_local.part import NotReadyError, Part
from legato_local.processes import read_record
from legato_local.supervisor import Supervisor
from tests.support.deadlines import PART_BACK_SECONDS
from tests.support.installation import Installation, Workload
from tests.support.waiting import until

WORKLOADS: Mapping[str, Sequence[str]] = {
    "postgres": ("user-db", "music-db"),
    "importer": ("music-importer",),
}
"""Of the parts that have other names in a cluster, or more than one."""

CRICTL = ("crictl", "--runtime-endpoint", "unix:///run/containerd/containerd.sock")

KILL_SECONDS = 60.0
"""Deadline for a node's runtime to kill the containers of a pod."""


class Adapter(Protocol):
    """What tests of failures do to a stack."""

    in_a_row: int
    """How many right answers say that every copy of a part is back."""

    async def kill(self, part: str) -> None:
        """End a part as a crash would; return when it is dead. It comes back by itself."""

    def away(self, part: str) -> AbstractAsyncContextManager[None]:
        """End a part as a crash would, keep it away for the block, then wait for its return."""


class LocalAdapter:
    """Parts as processes under the supervisor of one machine."""

    in_a_row = 1

    def __init__(self, legato: Legato) -> None:
        self._home = legato.home
        self._parts = {part.name: part for part in legato.stack.parts}
        self._supervisor = Supervisor(legato.home)

    async def kill(self, part: str) -> None:
        """Kill its process; the supervisor starts the next one at once."""
        process = read_record(self._home.record(part))
        assert process is not None, f"{part} never ran"
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)

        async def is_dead() -> bool:
            return not process.is_alive

        await until(is_dead, f"the death of {part}", PART_BACK_SECONDS)

    @asynccontextmanager
    async def away(self, part: str) -> AsyncIterator[None]:
        """Kill its process after the supervisor was told to let it rest."""
        await self._supervisor.begin_stop(part)
        await self.kill(part)
        await self._supervisor.stop(part)
        try:
            yield
        finally:
            await self._supervisor.start(part)
            await until(lambda: _is_ready(self._parts[part]), f"{part} back", PART_BACK_SECONDS)


async def _is_ready(part: Part) -> bool:
    try:
        await part.check_ready()
    except NotReadyError:
        return False
    return True


class KindAdapter:
    """Parts as pods of a cluster that is a test's own; all pods of a part die together."""

    in_a_row = 5

    def __init__(self, installation: Installation, docker: Docker) -> None:
        self._installation = installation
        self._docker = docker

    async def kill(self, part: str) -> None:
        """Kill the processes of its pods; the nodes start them again."""
        workloads = await self._workloads(part)
        pods = await asyncio.gather(*map(self._installation.pods, workloads))
        await asyncio.gather(*(self._crash(pod) for found in pods for pod in found))

    @asynccontextmanager
    async def away(self, part: str) -> AsyncIterator[None]:
        """Kill its pods after their controllers were told to have none."""
        if part == "gateway":
            pytest.skip("Envoy Gateway lets nobody else say how many Envoys there are")
        workloads = await self._workloads(part)
        before = [len(await self._installation.pods(workload)) for workload in workloads]
        for workload in workloads:
            await self._installation.resize(workload, 0)
        await self.kill(part)
        try:
            yield
        finally:
            for workload, replicas in zip(workloads, before, strict=True):
                await self._installation.resize(workload, replicas)
            await asyncio.gather(*map(self._installation.settle, workloads))

    async def _crash(self, pod: Mapping[str, Any]) -> None:
        """By the runtime of its node: the API server lets pods end with care, or forgets them."""
        containers = [
            status["containerID"].removeprefix("containerd://")
            for status in pod["status"].get("containerStatuses", [])
            if "running" in status["state"]
        ]
        if containers:
            stop = (*CRICTL, "stop", "--timeout", "0", *containers)
            await self._docker.demand("exec", pod["spec"]["nodeName"], *stop, within=KILL_SECONDS)

    async def _workloads(self, part: str) -> Sequence[Workload]:
        if part == "gateway":
            return [await self._installation.envoy()]
        return [self._installation.workload(name) for name in WORKLOADS.get(part, (part,))]
