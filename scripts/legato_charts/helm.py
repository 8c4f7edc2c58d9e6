"""Helm on charts of a clone, with no cluster."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

RENDER_SECONDS = 60
"""Deadline of one rendering, which takes a fraction of a second."""


class ChartError(Exception):
    """Helm refuses a chart or its values; the text says why."""


@dataclass(frozen=True)
class Helm:
    """The program, and the release that it pretends to render."""

    program: Path
    release: str = "legato"
    namespace: str = "legato"

    def template(
        self,
        chart: Path,
        *,
        values: Sequence[Path] = (),
        settings: Mapping[str, str] | None = None,
        api_versions: Sequence[str] = (),
    ) -> str:
        """Return the manifests of `chart`; raise `ChartError` when Helm makes none.

        `settings` are those of `--set`; `api_versions` are kinds that the cluster knows besides
        Kubernetes' own.
        """
        words = ["template", self.release, str(chart), "--namespace", self.namespace]
        words += [word for file in values for word in ("--values", str(file))]
        words += [word for pair in (settings or {}).items() for word in ("--set", "=".join(pair))]
        words += [word for version in api_versions for word in ("--api-versions", version)]
        return self._run(words)

    def lint(self, chart: Path) -> str:
        """Return what Helm remarks on `chart`; raise `ChartError` when it calls it wrong."""
        return self._run(["lint", "--strict", str(chart)])

    def _run(self, words: Sequence[str]) -> str:
        done = subprocess.run(
            [self.program, *words],
            check=False,
            capture_output=True,
            text=True,
            timeout=RENDER_SECONDS,
        )
        if done.returncode != 0:
            raise ChartError(done.stderr)
        return done.stdout
