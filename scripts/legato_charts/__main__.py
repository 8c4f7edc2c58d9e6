"""Renew what is made from the charts: `python -m legato_charts`."""

import os
from collections.abc import Mapping
from pathlib import Path

from legato_charts.helm import Helm
from legato_charts.rendered import render_profiles
from legato_charts.values_schemas import UMBRELLA, build_values_schemas


def renew(charts: Path, helm: Helm) -> None:
    """Write the schemas, then the rendered output, which they have a say in."""
    _write(build_values_schemas(charts))
    _write(render_profiles(helm, charts / UMBRELLA))


def _write(texts: Mapping[Path, str]) -> None:
    for file, text in texts.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)


if __name__ == "__main__":
    renew(
        Path(__file__).parents[2] / "charts",
        Helm(Path(os.environ["LEGATO_TOOLS"], "helm")),
    )
