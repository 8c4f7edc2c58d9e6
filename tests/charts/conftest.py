"""Helm and kubeconform, and what the charts render to: each rendering is made once a run."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from legato_charts.helm import Helm
from legato_charts.rendered import PROFILES

CHARTS = Path(__file__).parents[2] / "charts"
UMBRELLA = CHARTS / "legato"

CHECK_SECONDS = 60
"""Deadline of one run of kubeconform, which takes a fraction of a second."""

VALUES_FILES = {**PROFILES, "dev": ("values-local.yaml", "values-dev.yaml")}
"""Every way in which the repository's own values files are laid over the umbrella's."""

Manifest = dict[str, Any]
Render = Callable[..., list[Manifest]]


def parse(text: str) -> list[Manifest]:
    """Return the manifests of a rendering."""
    return [document for document in yaml.load_all(text, yaml.CSafeLoader) if document]


@pytest.fixture(scope="session")
def tools() -> Path:
    folder = os.environ.get("LEGATO_TOOLS")
    if folder is None:
        pytest.skip("LEGATO_TOOLS names no folder with helm and kubeconform; make test does")
    return Path(folder)


@pytest.fixture(scope="session")
def helm(tools: Path) -> Helm:
    return Helm(tools / "helm")


@pytest.fixture(scope="session")
def render(helm: Helm) -> Render:
    """Render a chart, with the files of a profile and further `--set` words."""

    @cache
    def cached(chart: Path, profile: str, settings: tuple[tuple[str, str], ...]) -> list[Manifest]:
        files = [chart / file for file in VALUES_FILES[profile]]
        return parse(helm.template(chart, values=files, settings=dict(settings)))

    def rendered(
        chart: Path = UMBRELLA,
        profile: str = "default",
        settings: Mapping[str, str] | None = None,
    ) -> list[Manifest]:
        return cached(chart, profile, tuple((settings or {}).items()))

    return rendered


@pytest.fixture(scope="session")
def conform(tools: Path) -> Callable[[Sequence[Manifest]], str]:
    """Return what kubeconform holds against manifests; nothing when they are valid."""

    def complaints(manifests: Sequence[Manifest]) -> str:
        schemas = Path(__file__).parent / "schemas/{{.ResourceKind}}{{.KindSuffix}}.json"
        done = subprocess.run(
            [tools / "kubeconform", "-strict", "-schema-location", schemas, "-n", "1"],
            check=False,
            capture_output=True,
            text=True,
            input=yaml.dump_all(manifests, Dumper=yaml.CSafeDumper),
            timeout=CHECK_SECONDS,
        )
        return done.stdout + done.stderr if done.returncode else ""

    return complaints
