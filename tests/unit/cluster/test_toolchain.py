"""Which Go builds the programs of the cluster."""

import dataclasses
from pathlib import Path

import pytest

from legato_cluster import toolchain
from legato_cluster.toolchain import ensure_go, parse_version
from legato_cluster.versions import Versions, read_versions
from legato_local.errors import RefusalError

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def versions() -> Versions:
    pinned = {"minimum": "1.26.7", "wheel": "1.27.3"}
    return dataclasses.replace(read_versions(ROOT), go=pinned)


def make_go(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    program = folder / "go"
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)
    return program


@pytest.fixture(autouse=True)
def no_usual_go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(toolchain, "USUAL", tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "version"),
    [("go1.26.7\n", (1, 26, 7)), ("1.27", (1, 27)), ("go1.27rc1", (1, 27)), ("devel", ())],
)
def test_versions_are_read_as_numbers(text: str, version: tuple[int, ...]) -> None:
    assert parse_version(text) == version


async def test_a_go_on_the_path_that_is_new_enough_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, versions: Versions
) -> None:
    program = make_go(tmp_path / "bin", "go1.26.10")
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    found = await ensure_go(versions, tmp_path, tmp_path / "go.txt", None)
    assert (found.program, found.version) == (program, (1, 26, 10))
    assert found.env["GOTOOLCHAIN"] == "local"


async def test_an_old_one_is_passed_over_for_the_wheel_that_is_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, versions: Versions
) -> None:
    old = make_go(tmp_path / "bin", "go1.26.6")
    wheel = make_go(tmp_path / "go-1.27.3/go/bin", "go1.27.3")
    monkeypatch.setenv("PATH", str(old.parent), prepend=":")
    assert (await ensure_go(versions, tmp_path, tmp_path / "go.txt", None)).program == wheel


async def test_without_any_and_without_uv_it_says_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, versions: Versions
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RefusalError, match=r"Go 1\.26\.7 or newer is needed"):
        await ensure_go(versions, tmp_path, tmp_path / "go.txt", None)
