"""An API server of the pinned version would take every manifest."""

from collections.abc import Callable, Sequence

import pytest

from legato_charts.helm import Helm
from tests.charts.conftest import CHARTS, UMBRELLA, VALUES_FILES, Manifest, Render, parse

Conform = Callable[[Sequence[Manifest]], str]

THIN = ("user", "music", "media", "web")


@pytest.mark.parametrize("profile", VALUES_FILES)
def test_every_manifest_conforms(render: Render, conform: Conform, profile: str) -> None:
    assert conform(render(profile=profile)) == ""


@pytest.mark.parametrize("chart", THIN)
def test_a_chart_renders_by_itself(render: Render, conform: Conform, chart: str) -> None:
    manifests = render(CHARTS / chart)
    assert manifests
    assert conform(manifests) == ""


def test_a_field_that_the_api_does_not_know_is_found(render: Render, conform: Conform) -> None:
    manifest = next(each for each in render(CHARTS / "web") if each["kind"] == "Deployment")
    broken = {**manifest, "spec": {**manifest["spec"], "replica": 2}}
    assert "replica" in conform([broken])


def test_metrics_are_scraped_only_where_the_operator_for_it_is(helm: Helm, render: Render) -> None:
    assert "ServiceMonitor" not in {manifest["kind"] for manifest in render()}
    there = parse(helm.template(UMBRELLA, api_versions=["monitoring.coreos.com/v1"]))
    scraped = {m["metadata"]["name"] for m in there if m["kind"] == "ServiceMonitor"}
    assert {"user", "music", "music-importer"} <= scraped
