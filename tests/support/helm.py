"""Helm on a cluster: releases come, change and go."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from legato_cluster.commands import demand

Values = Mapping[str, Any]

RELEASE_SECONDS = 420.0
"""Until every pod of a new or changed release is ready, on a machine that is busy."""

PROGRAM_GRACE_SECONDS = 30.0
"""How much later than Helm's own deadline the program is given up."""

LOOK_SECONDS = 60.0
"""What only reads, or renders."""


@dataclass(frozen=True)
class Helm:
    """The program, the cluster, and the release of one namespace."""

    program: Path
    kubeconfig: Path
    release: str
    namespace: str
    chart: Path

    async def install(self, values: Values) -> None:
        """Install the chart with `values` laid over its own, and wait until all is ready."""
        words = ("install", self.release, str(self.chart), "--create-namespace", "--values", "-")
        await self._change(*words, given=values)

    async def upgrade(self, changes: Values) -> None:
        """Lay `changes` over the release's values, and wait until all is ready."""
        words = ("upgrade", self.release, str(self.chart), "--reuse-values", "--values", "-")
        await self._change(*words, given=changes)

    async def rollback(self, revision: int) -> None:
        """Go back to a revision, and wait until all is ready."""
        await self._change("rollback", self.release, str(revision))

    async def test(self) -> str:
        """Run the tests of the charts; return what Helm says, raise `CommandError` on failure."""
        timeout = f"--timeout={RELEASE_SECONDS:.0f}s"
        within = RELEASE_SECONDS + PROGRAM_GRACE_SECONDS
        return await self._run("test", self.release, timeout, within=within)

    async def uninstall(self, within: float) -> None:
        """Take the release away; raise `CommandError` when something of it stays longer."""
        words = ("uninstall", self.release, "--wait", f"--timeout={within:.0f}s")
        await self._run(*words, within=within + PROGRAM_GRACE_SECONDS)

    async def revision(self) -> int:
        """Return the number of the release's state now."""
        found = json.loads(await self._run("status", self.release, "--output", "json"))
        return int(found["version"])

    async def values(self) -> Values:
        """Return the values that the release was given."""
        given: Values = json.loads(
            await self._run("get", "values", self.release, "--output", "json")
        )
        return given

    async def template(self, values: Values) -> str:
        """Return what the chart renders to with `values` laid over its own."""
        words = ("template", self.release, str(self.chart), "--values", "-")
        return await self._run(*words, given=values)

    async def _change(self, *words: str, given: Values | None = None) -> None:
        wait = ("--wait", f"--timeout={RELEASE_SECONDS:.0f}s")
        await self._run(*words, *wait, within=RELEASE_SECONDS + PROGRAM_GRACE_SECONDS, given=given)

    async def _run(
        self, *words: str, within: float = LOOK_SECONDS, given: Values | None = None
    ) -> str:
        return await demand(
            [self.program, "--namespace", self.namespace, *words],
            within=within,
            env={**os.environ, "KUBECONFIG": str(self.kubeconfig)},
            given=None if given is None else json.dumps(given),
        )
