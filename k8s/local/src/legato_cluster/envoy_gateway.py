"""Envoy Gateway's definitions and chart, which its Go module holds."""

import shutil
import string
from pathlib import Path

from legato_cluster.helm import Release

MODULE = "github.com/envoyproxy/gateway"
NAMESPACE = "envoy-gateway-system"

CHANNEL = (
    "crds.gatewayAPI.enabled=true",
    "crds.gatewayAPI.channel=standard",
    "crds.envoyGateway.enabled=true",
)
"""The Gateway API's stable kinds, and Envoy Gateway's own."""


def describe_definitions(source: Path) -> Release:
    """Return the chart of definitions; it is rendered and applied: too large for a release."""
    return Release("definitions", NAMESPACE, source / "charts/gateway-crds-helm", (), CHANNEL)


def describe_controller(source: Path, work: Path, image: str, values: Path) -> Release:
    """Lay the chart out in `work` and return its release.

    Parameters
    ----------
    source
        The Go module's source.
    image
        The full name of the controller's image.
    values
        A file of values besides.
    """
    chart = work / "gateway-helm"
    shutil.rmtree(chart, ignore_errors=True)
    shutil.copytree(source / "charts/gateway-helm", chart)
    for path in (chart, *chart.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)
    template = string.Template((chart / "values.tmpl.yaml").read_text())
    filled = template.substitute(GatewayImage=image, GatewayImagePullPolicy="IfNotPresent")
    (chart / "values.yaml").write_text(filled)
    return Release("envoy-gateway", NAMESPACE, chart, (values,), ("crds.enabled=false",))
