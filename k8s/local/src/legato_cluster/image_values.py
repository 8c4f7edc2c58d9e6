"""Values that tell the charts which images to run."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from legato_cluster.images import REGISTRY
from legato_local.files import write_atomically

CHARTS = {
    "user": "user",
    "music": "music",
    "media": "media",
    "web": "web",
    "gateway": "envoy",
    "user-db": "postgres",
    "music-db": "postgres",
    "user-cache": "valkey",
    "music-cache": "valkey",
    "objects": "seaweedfs",
}
"""The image of each chart of the umbrella, by the name that it goes by there."""


def describe_legato(references: Mapping[str, str]) -> Mapping[str, Any]:
    """Return values for `charts/legato`; `references` are full names by the images' short ones."""
    charts = {chart: {"image": {"tag": _tag(references[name])}} for chart, name in CHARTS.items()}
    return {"global": {"imageRegistry": REGISTRY}, **charts}


def write_values(file: Path, values: Mapping[str, Any]) -> None:
    """Write a values file; JSON is YAML as well."""
    write_atomically(file, json.dumps(values, indent=2) + "\n")


def _tag(reference: str) -> str:
    return reference.rpartition(":")[2]
