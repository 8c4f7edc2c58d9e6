"""Releases: installed and brought up to date by Helm, left alone when nothing has changed."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from legato_cluster.cluster import Cluster
from legato_cluster.commands import Answer, ask, demand, run
from legato_cluster.kubectl import Kubectl

UPGRADE_SECONDS = 300.0
"""Deadline of one release's objects and hooks; what becomes ready is waited for apart."""

RENDER_SECONDS = 120.0
"""Deadline for rendering some megabytes of definitions, on a machine that is busy."""


@dataclass(frozen=True)
class Release:
    """A chart with its values, under a name in a namespace; `settings` are `name=value`."""

    name: str
    namespace: str
    chart: Path
    values: Sequence[Path] = ()
    settings: Sequence[str] = ()

    @property
    def digest(self) -> str:
        """Stand for all that the release is made from."""
        whole = hashlib.sha256(repr(self.settings).encode())
        for file in (*_files(self.chart), *self.values):
            whole.update(f"\n{file.name}\n".encode() + file.read_bytes())
        return whole.hexdigest()[:16]

    @property
    def words(self) -> Sequence[str | Path]:
        """How Helm is told of chart and values."""
        values = [word for file in self.values for word in ("--values", file)]
        settings = [word for setting in self.settings for word in ("--set", setting)]
        return [self.name, self.chart, "--namespace", self.namespace, *values, *settings]


class Helm:
    """Helm's program on one cluster."""

    def __init__(self, program: Path, cluster: Cluster, kubectl: Kubectl) -> None:
        self._program = program
        self._cluster = cluster
        self._kubectl = kubectl

    async def ensure(self, release: Release) -> bool:
        """Bring a release to what it is described as; say whether there was anything to do.

        Raises `CommandError` when Helm cannot.
        """
        note = f"content {release.digest}"
        if await self._is_deployed(release, note):
            return False
        await self._unlock(release)
        await run(
            f"release {release.name}",
            [
                self._program, "upgrade", "--install", *release.words, "--create-namespace",
                "--description", note, "--timeout", f"{UPGRADE_SECONDS:.0f}s",
                # What was scaled or edited by hand is as the charts say again.
                "--force-conflicts",
            ],
            log=self._cluster.log(f"helm-{release.name}"),
            within=2 * UPGRADE_SECONDS,
            env=self._env,
        )  # fmt: skip
        return True

    async def render(self, release: Release) -> str:
        """Return the manifests of a release without installing it; raise `CommandError`."""
        return await demand(
            [self._program, "template", *release.words], env=self._env, within=RENDER_SECONDS
        )

    async def _is_deployed(self, release: Release, note: str) -> bool:
        """Whether it was installed from the same content, and nobody has deleted a part of it."""
        known = await self._ask("history", release, "--max", "1", "--output", "json")
        if known.code != 0:
            return False
        newest = json.loads(known.output)[-1]
        if (newest["status"], newest["description"]) != ("deployed", note):
            return False
        manifest = (await self._ask("get manifest", release)).output
        words = ("get", "--namespace", release.namespace, "--output", "name", "--filename", "-")
        found = await ask(
            [self._kubectl.program, *words],
            within=RENDER_SECONDS,
            env=self._kubectl.env,
            given=manifest,
        )
        return found.code == 0

    async def _unlock(self, release: Release) -> None:
        """Take away the record of an operation that was cut off: Helm would refuse another."""
        pending = "status in (pending-install,pending-upgrade,pending-rollback)"
        await self._kubectl.ask(
            "delete", "secret", "--namespace", release.namespace, "--selector",
            f"owner=helm,name={release.name},{pending}",
        )  # fmt: skip

    async def _ask(self, command: str, release: Release, *words: str) -> Answer:
        named = [*command.split(), release.name, "--namespace", release.namespace]
        return await ask([self._program, *named, *words], within=RENDER_SECONDS, env=self._env)

    @property
    def _env(self) -> Mapping[str, str]:
        """Helm's own folders and the cluster's kubeconfig: the user's are left alone."""
        folder = self._cluster.cache / "helm"
        places = {f"HELM_{name}_HOME": str(folder) for name in ("CACHE", "CONFIG", "DATA")}
        return {**os.environ, **places, "KUBECONFIG": str(self._cluster.kubeconfig)}


def _files(chart: Path) -> Sequence[Path]:
    """Return a chart's files, those behind links to other charts included."""
    found = [
        Path(folder) / name
        for folder, _, names in os.walk(chart, followlinks=True)
        for name in names
    ]
    return sorted(found)
