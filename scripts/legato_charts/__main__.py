"""Renew what is made from the charts: `python -m legato_charts [--api]`."""

import argparse
import os
from collections.abc import Mapping
from pathlib import Path

from legato_charts.api_schemas import build_api_schemas, find_kinds
from legato_charts.cluster_api import read_api
from legato_charts.helm import Helm
from legato_charts.rendered import RENDERED, render_profiles
from legato_charts.values_schemas import UMBRELLA, build_values_schemas

ROOT = Path(__file__).parents[2]
CHARTS = ROOT / "charts"
API_SCHEMAS = ROOT / "tests/charts/schemas"


def renew(helm: Helm) -> None:
    """Write the schemas of values, then the rendered output, in which they have a say."""
    _write(build_values_schemas(CHARTS))
    _write(render_profiles(helm, CHARTS / UMBRELLA))


def renew_api_schemas(kubectl: Path) -> None:
    """Write the schemas of the kinds that the charts use, as the cluster of KUBECONFIG has them."""
    api = read_api(kubectl, os.environ)
    kinds = find_kinds(CHARTS / UMBRELLA / RENDERED)
    schemas = build_api_schemas(kinds, api.openapi, api.definitions)
    _write({API_SCHEMAS / name: text for name, text in schemas.items()})


def _write(texts: Mapping[Path, str]) -> None:
    for file, text in texts.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)


def _main() -> None:
    parser = argparse.ArgumentParser(prog="legato_charts")
    parser.add_argument(
        "--api",
        action="store_true",
        help="also the schemas of Kubernetes' kinds, from the cluster of KUBECONFIG",
    )
    tools = Path(os.environ["LEGATO_TOOLS"])
    helm = Helm(tools / "helm")
    wanted = parser.parse_args()
    renew(helm)
    if wanted.api:
        renew_api_schemas(tools / "kubectl")


if __name__ == "__main__":
    _main()
