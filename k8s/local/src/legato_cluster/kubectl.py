"""Kubernetes by its command line, always with the cluster's own kubeconfig."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from legato_cluster.cluster import Cluster
from legato_cluster.commands import Answer, ask, demand

LOOK_SECONDS = 20.0
"""Deadline of a question to the API server, on a machine that is busy."""

APPLY_SECONDS = 120.0
"""Deadline for megabytes of custom resource definitions."""


@dataclass(frozen=True)
class Kubectl:
    """The program of the cluster's own version, and whom it talks to."""

    program: Path
    kubeconfig: Path

    @classmethod
    def of(cls, cluster: Cluster) -> Self:
        """Return the one that the cluster's nodes brought."""
        return cls(cluster.state / "bin" / "kubectl", cluster.kubeconfig)

    @property
    def env(self) -> Mapping[str, str]:
        """Whatever context the user has chosen is not ours."""
        return {**os.environ, "KUBECONFIG": str(self.kubeconfig)}

    async def ask(self, *words: str, within: float = LOOK_SECONDS) -> Answer:
        """Run `kubectl` with the words and return how it ended."""
        timeout = f"--request-timeout={within:.0f}s"
        # The client tries several times, each with the timeout.
        return await ask([self.program, timeout, *words], within=3 * within, env=self.env)

    async def demand(
        self, *words: str, within: float = LOOK_SECONDS, given: str | None = None
    ) -> str:
        """Run `kubectl` and return what it writes; raise `CommandError` when it fails."""
        return await demand([self.program, *words], within=within, env=self.env, given=given)

    async def list(self, kind: str, *words: str) -> Sequence[Mapping[str, Any]]:
        """Return objects of a kind as the API has them; raise `CommandError`."""
        found = json.loads(await self.demand("get", kind, *words, "--output", "json"))
        return found["items"]  # type: ignore[no-any-return]

    async def apply(self, manifest: str) -> None:
        """Apply objects on the server's side, whoever managed them before."""
        words = ("apply", "--server-side", "--force-conflicts", "--filename", "-")
        await self.demand(*words, within=APPLY_SECONDS, given=manifest)
