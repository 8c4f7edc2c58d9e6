"""The values that tell the charts which images to run."""

from pathlib import Path

import yaml

from legato_cluster.image_values import CHARTS, describe_legato, write_values
from legato_cluster.images import describe_images, name_reference
from legato_cluster.versions import read_versions

ROOT = Path(__file__).parents[3]

REFERENCES = {
    image.name: name_reference(image, ROOT, "base")
    for image in describe_images(read_versions(ROOT))
}


def test_every_chart_of_the_umbrella_gets_an_image_and_every_image_a_chart() -> None:
    umbrella = yaml.safe_load((ROOT / "charts/legato/Chart.yaml").read_text())
    charts = {chart.get("alias", chart["name"]) for chart in umbrella["dependencies"]}
    assert set(CHARTS) == charts
    assert {*CHARTS.values(), "envoy-gateway"} == set(REFERENCES)


def test_registry_and_tag_of_the_values_give_the_reference_again() -> None:
    values = describe_legato(REFERENCES)
    tag = values["music-db"]["image"]["tag"]
    assert f"{values['global']['imageRegistry']}/legato/postgres:{tag}" == REFERENCES["postgres"]


def test_a_written_file_is_yaml(tmp_path: Path) -> None:
    values = describe_legato(REFERENCES)
    write_values(tmp_path / "values.yaml", values)
    assert yaml.safe_load((tmp_path / "values.yaml").read_text()) == values
