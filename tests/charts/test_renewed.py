"""What is made from the charts is committed as it is now: `make charts` renews it."""

from pathlib import Path

import pytest

from legato_charts.helm import Helm
from legato_charts.rendered import PROFILES, normalise, render_profiles
from legato_charts.values_schemas import build_values_schemas
from tests.charts.conftest import CHARTS, UMBRELLA

VALUES_SCHEMAS = build_values_schemas(CHARTS)


@pytest.mark.parametrize("file", VALUES_SCHEMAS, ids=lambda file: file.parent.name)
def test_the_schema_of_a_charts_values_is_current(file: Path) -> None:
    assert file.read_text() == VALUES_SCHEMAS[file]


def test_rendered_output_is_current(helm: Helm) -> None:
    rendered = render_profiles(helm, UMBRELLA)
    assert {file.stem for file in rendered} == set(PROFILES)
    for file, text in rendered.items():
        assert file.read_text() == text, f"{file.name} is stale; renew it with: make charts"


def test_what_is_drawn_by_lot_is_not_in_rendered_output() -> None:
    secret = (
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: keys\ndata:\n"
        '  20261124-abc123.pem: "c2VjcmV0"\n  current: c2VjcmV0Cg==\n'
    )
    other = "apiVersion: v1\nkind: Service\nmetadata:\n  name: user\n"
    text = normalise(f"---\n{other}\n---\n{secret}")
    assert "c2VjcmV0" not in text
    assert "(kid).pem: (generated)" in text
    assert "name: user" in text
