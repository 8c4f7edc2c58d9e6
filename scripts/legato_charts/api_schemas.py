"""JSON Schemas of the kinds that the charts use, as strict as the API server that knows them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

Schema = dict[str, Any]

REFERENCE = "#/definitions/"

DROPPED = ("description", "default")
"""Keywords that decide nothing; those that begin with `x-kubernetes` are dropped as well."""

LOOSE = {"int-or-string": ["string", "integer"]}
"""Formats whose type OpenAPI 2 cannot say."""

QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity"


class Kind(NamedTuple):
    """A kind of object, by its group (empty: the core's), version and name."""

    group: str
    version: str
    name: str

    @property
    def file(self) -> str:
        """Name of its schema, as kubeconform makes it: `{{.ResourceKind}}{{.KindSuffix}}.json`."""
        words = [self.name.lower(), self.group.partition(".")[0], self.version]
        return "-".join(word for word in words if word) + ".json"


def find_kinds(folder: Path) -> set[Kind]:
    """Return the kinds in a folder of rendered output."""
    return {
        _kind(document["apiVersion"], document["kind"])
        for file in folder.glob("*.yaml")
        for document in yaml.load_all(file.read_text(), yaml.CSafeLoader)
        if document
    }


def _kind(api_version: str, name: str) -> Kind:
    group, _, version = api_version.rpartition("/")
    return Kind(group, version, name)


def build_api_schemas(
    kinds: Iterable[Kind], openapi: Mapping[str, Any], definitions: Iterable[Mapping[str, Any]]
) -> Mapping[str, str]:
    """Return the text of each kind's schema by its file name.

    `openapi` is what an API server answers at /openapi/v2, `definitions` are
    CustomResourceDefinitions. Raises KeyError for a kind that neither knows.
    """
    known = {**_built_in(openapi["definitions"]), **_custom(definitions)}
    return {
        kind.file: json.dumps(known[kind], sort_keys=True, separators=(",", ":")) + "\n"
        for kind in sorted(kinds)
    }


def _built_in(definitions: Mapping[str, Schema]) -> Mapping[Kind, Schema]:
    strict = {name: _tighten(definition) for name, definition in definitions.items()}
    strict[QUANTITY] = {"type": ["string", "number"]}
    return {
        Kind(gvk["group"], gvk["version"], gvk["kind"]): {
            **strict[name],
            "definitions": {used: strict[used] for used in sorted(_closure(name, strict))},
        }
        for name, definition in definitions.items()
        for gvk in definition.get("x-kubernetes-group-version-kind", [])
    }


def _custom(definitions: Iterable[Mapping[str, Any]]) -> Mapping[Kind, Schema]:
    return {
        Kind(spec["group"], version["name"], spec["names"]["kind"]): _tighten(
            version["schema"]["openAPIV3Schema"]
        )
        for spec in (definition["spec"] for definition in definitions)
        for version in spec["versions"]
    }


def _tighten(schema: Schema) -> Schema:
    """Return the schema without words and extensions, closed where the API server is strict."""
    strict = {
        key: _tighten_keyword(key, value)
        for key, value in schema.items()
        if key not in DROPPED and not key.startswith("x-kubernetes")
    }
    if schema.get("format") in LOOSE:
        strict["type"] = LOOSE[schema["format"]]
    is_open = schema.get("x-kubernetes-preserve-unknown-fields", False)
    if "properties" in schema and "additionalProperties" not in schema and not is_open:
        strict["additionalProperties"] = False
    return strict


def _tighten_keyword(key: str, value: Any) -> Any:  # noqa: ANN401
    if key == "properties":
        return {name: _tighten(schema) for name, schema in value.items()}
    if key in {"allOf", "anyOf", "oneOf"}:
        return [_only_conditions(_tighten(schema)) for schema in value]
    return _tighten(value) if isinstance(value, dict) else value


def _only_conditions(schema: Schema) -> Schema:
    """A branch names some properties of an object that is closed around it."""
    return {key: value for key, value in schema.items() if key != "additionalProperties"}


def _closure(name: str, definitions: Mapping[str, Schema]) -> set[str]:
    found: set[str] = set()
    waiting = list(_references(definitions[name]))
    while waiting:
        used = waiting.pop()
        if used not in found:
            found.add(used)
            waiting.extend(_references(definitions[used]))
    return found


def _references(node: Any) -> Iterator[str]:  # noqa: ANN401
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].removeprefix(REFERENCE)
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
