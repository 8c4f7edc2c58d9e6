"""When a release is made anew, and what it is described by."""

from pathlib import Path

import pytest

from legato_cluster.helm import Release


@pytest.fixture
def charts(tmp_path: Path) -> Path:
    for name, text in {
        "common/templates/_app.tpl": "app",
        "user/Chart.yaml": "name: user",
        "values.yaml": "a: 1",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "user/charts").mkdir()
    (tmp_path / "user/charts/common").symlink_to("../../common")
    return tmp_path


def describe(charts: Path, *settings: str) -> Release:
    return Release("user", "legato", charts / "user", (charts / "values.yaml",), settings)


def test_the_same_content_is_the_same_release(charts: Path) -> None:
    assert describe(charts).digest == describe(charts).digest


@pytest.mark.parametrize("name", ["common/templates/_app.tpl", "user/Chart.yaml", "values.yaml"])
def test_a_change_of_chart_values_or_linked_chart_makes_another(charts: Path, name: str) -> None:
    before = describe(charts).digest
    (charts / name).write_text("changed")
    assert describe(charts).digest != before


def test_so_does_a_setting(charts: Path) -> None:
    assert describe(charts, "crds.enabled=false").digest != describe(charts).digest


def test_helm_is_told_of_chart_values_and_settings(charts: Path) -> None:
    assert list(describe(charts, "a=1").words) == [
        "user", charts / "user", "--namespace", "legato",
        "--values", charts / "values.yaml", "--set", "a=1",
    ]  # fmt: skip
