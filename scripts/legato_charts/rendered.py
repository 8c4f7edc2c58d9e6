"""Rendered output of the umbrella, committed so that a review sees what a change does."""

import re
from collections.abc import Mapping
from pathlib import Path

from legato_charts.helm import Helm

PROFILES: Mapping[str, tuple[str, ...]] = {"default": (), "local": ("values-local.yaml",)}
"""Values files of each rendering, beside the chart's own."""

RENDERED = "rendered"
"""Folder of the umbrella that the output is committed in."""

GENERATED = "(generated)"

SECRET_VALUE = re.compile(r'^(  [\w.-]+): "?[A-Za-z0-9+/=]*"?$', re.MULTILINE)
KEY_ID = re.compile(r"\b20\d{6}-[a-z0-9]{6}\b")
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


def render_profiles(helm: Helm, umbrella: Path) -> Mapping[Path, str]:
    """Return what each profile renders to, by the path where it is committed."""
    return {
        umbrella / RENDERED / f"{name}.yaml": normalise(
            helm.template(umbrella, values=[umbrella / file for file in files])
        )
        for name, files in PROFILES.items()
    }


def normalise(manifests: str) -> str:
    """Return `manifests` without what is drawn by lot at each rendering."""
    documents = (
        _without_values(document) if "\nkind: Secret\n" in document else document
        for document in manifests.split("\n---\n")
    )
    joined = "\n---\n".join(document.strip("\n") for document in documents)
    return CERTIFICATE.sub(GENERATED, KEY_ID.sub("(kid)", joined)) + "\n"


def _without_values(secret: str) -> str:
    head, data, values = secret.partition("\ndata:\n")
    return head + data + SECRET_VALUE.sub(rf"\1: {GENERATED}", values)
