"""The first file that runs, the Makefile, and what ties them together."""

import ast
import re
import runpy
from pathlib import Path

import pytest

from legato_bootstrap.cli import run
from legato_bootstrap.targets import TARGETS

REPOSITORY = Path(__file__).parents[3]
ENTRY = REPOSITORY / "scripts/bootstrap.py"


def test_the_entry_can_be_read_by_old_pythons() -> None:
    source = ENTRY.read_text()
    ast.parse(source, feature_version=(3, 4))
    assert not any(isinstance(node, ast.JoinedStr) for node in ast.walk(ast.parse(source)))


def test_another_system_is_sent_to_the_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(SystemExit, match=r"this is darwin\.\n  Use a Kubernetes cluster"):
        runpy.run_path(str(ENTRY), run_name="__main__")


def test_an_old_python_without_a_newer_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.version_info", (3, 9))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SystemExit, match=r"this is 3\.9\."):
        runpy.run_path(str(ENTRY), run_name="__main__")


def test_every_target_stands_in_the_makefile_with_its_help() -> None:
    makefile = (REPOSITORY / "Makefile").read_text()
    described = set(re.findall(r"^([a-z0-9-]+):.*## ", makefile, re.MULTILINE))
    assert described == {*TARGETS, "help"}


def test_an_unknown_target_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["nonsense"]) == 1
    assert "There is no target 'nonsense'" in capsys.readouterr().err
