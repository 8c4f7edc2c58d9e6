"""The versions that the repository pins: `versions.toml` at its root."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Versions:
    """One mapping from names to versions for each table of the file."""

    legato: str
    go: Mapping[str, str]
    tools: Mapping[str, str]
    node: Mapping[str, str]
    servers: Mapping[str, str]
    images: Mapping[str, str]

    @property
    def kubernetes(self) -> str:
        """As Kubernetes writes it: `v1.2.3`."""
        return f"v{self.tools['kubernetes']}"


def read_versions(root: Path) -> Versions:
    """Read the file of the clone at `root`."""
    tables = tomllib.loads((root / "versions.toml").read_text())
    return Versions(legato=tables.pop("legato")["version"], **tables)
