"""Filling in configuration files."""

from pathlib import Path

import pytest

from legato_local.template import render


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return tmp_path / "server.conf"


def test_places_in_braces_are_filled_in(template: Path) -> None:
    template.write_text("listen ${port}; root ${root};")
    assert render(template, {"port": 80, "root": Path("/srv")}) == "listen 80; root /srv;"


def test_variables_of_the_server_itself_are_left_alone(template: Path) -> None:
    text = "log $uri $1 $$ ${} 100% \\.$"
    template.write_text(text)
    assert render(template, {}) == text


def test_a_place_without_a_value_is_an_error(template: Path) -> None:
    template.write_text("listen ${port};")
    with pytest.raises(KeyError, match="port"):
        render(template, {"prot": 80})
