"""Closed schemas of the charts' values, from the shapes that all charts share and their own."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

LIBRARY = "common"
UMBRELLA = "legato"

Shapes = dict[str, Any]


def build_values_schemas(charts: Path) -> Mapping[Path, str]:
    """Return the text of each `values.schema.json` by its path.

    A chart knows the library chart's properties and those of its own `schema.yaml`. The umbrella
    knows its charts, each of which checks its own values, and `global`.
    """
    shared = _read(charts / LIBRARY / "schema.yaml")
    schemas = {}
    for manifest in sorted(charts.glob("*/Chart.yaml")):
        chart = manifest.parent
        if chart.name == UMBRELLA:
            schemas[chart] = _close(_umbrella(shared, _read(manifest)))
        elif chart.name != LIBRARY:
            schemas[chart] = _close(_merge(shared, _read(chart / "schema.yaml")))
    return {chart / "values.schema.json": text for chart, text in schemas.items()}


def _umbrella(shared: Shapes, manifest: Shapes) -> Shapes:
    names = [part.get("alias", part["name"]) for part in manifest["dependencies"]]
    properties = {name: {"type": "object"} for name in names}
    return {
        "properties": {"global": shared["properties"]["global"], **properties},
        "definitions": {"named": shared["definitions"]["named"]},
    }


def _merge(shared: Shapes, own: Shapes) -> Shapes:
    return {
        part: {**shared[part], **own.get(part, {})} for part in ("properties", "definitions")
    } | {key: value for key, value in own.items() if key not in {"properties", "definitions"}}


def _close(shapes: Shapes) -> str:
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "additionalProperties": False,
        **shapes,
    }
    return json.dumps(schema, indent=1) + "\n"


def _read(file: Path) -> Shapes:
    if not file.exists():
        return {}
    shapes: Shapes = yaml.safe_load(file.read_text())
    return shapes
