"""Where things lie, and which folders the unprivileged user can reach."""

import json
from pathlib import Path

import pytest

from legato_bootstrap.cli import run
from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.places import (
    HOME_FORMAT,
    USUAL_TMPDIR,
    choose_tmpdir,
    find_places,
    is_open_to_others,
    refuse_closed,
    refuse_foreign,
    refuse_newer,
)
from legato_local.home import FORMAT

ROOT = Path("/clone")


def test_root_gets_folders_that_another_user_can_reach() -> None:
    places = find_places(ROOT, {"HOME": "/root"}, is_root=True)
    assert (places.cache, places.home) == (Path("/var/cache/legato"), Path("/var/lib/legato"))


def test_an_ordinary_user_gets_the_folders_of_the_desktop_convention() -> None:
    places = find_places(ROOT, {"HOME": "/home/ada"}, is_root=False)
    assert places.cache == Path("/home/ada/.cache/legato")
    assert places.home == Path("/home/ada/.local/share/legato")


def test_variables_decide_before_conventions() -> None:
    env = {"HOME": "/home/ada", "XDG_DATA_HOME": "/data", "LEGATO_CACHE": "/big/cache"}
    places = find_places(ROOT, env, is_root=False)
    assert (places.cache, places.home) == (Path("/big/cache"), Path("/data/legato"))


def test_a_relative_home_counts_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_places(ROOT, {"LEGATO_HOME": "h"}, is_root=True).home == tmp_path / "h"


def test_a_folder_that_holds_other_things_is_no_home(tmp_path: Path) -> None:
    refuse_foreign(tmp_path / "missing")
    refuse_foreign(tmp_path)
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(BootstrapError, match=r"other things \(thesis.txt"):
        refuse_foreign(tmp_path)
    (tmp_path / "home.json").touch()
    refuse_foreign(tmp_path)


def test_the_start_and_the_runner_know_the_same_data_folders() -> None:
    assert HOME_FORMAT == FORMAT


def test_a_data_folder_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    refuse_newer(tmp_path)
    write_format(tmp_path, HOME_FORMAT)
    refuse_newer(tmp_path)
    write_format(tmp_path, HOME_FORMAT + 1)
    with pytest.raises(BootstrapError, match="newer Legato"):
        refuse_newer(tmp_path)


def write_format(home: Path, number: int) -> None:
    (home / "home.json").write_text(json.dumps({"format": number, "port": 8080}))


def test_nothing_is_made_for_a_start_with_a_newer_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEGATO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LEGATO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("LEGATO_CLUSTER_STATE", str(tmp_path / "no-clusters"))
    (tmp_path / "home").mkdir()
    write_format(tmp_path / "home", HOME_FORMAT + 1)
    for command in ("run", "status", "reset"):
        assert run([command]) == 1
        assert "newer Legato" in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == ["home", "home.json"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "x"}', '{"format": null}'])
def test_a_file_that_cannot_be_understood_is_left_to_the_runner(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "home.json").write_text(content)
    refuse_newer(tmp_path)


def test_a_folder_under_a_closed_one_is_not_open(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    inner = closed / "inner"
    inner.mkdir(parents=True)
    closed.chmod(0o700)
    assert not is_open_to_others(inner)
    with pytest.raises(BootstrapError, match="closed to others") as refusal:
        refuse_closed("LEGATO_HOME", closed / "not-made-yet" / "home")
    assert "LEGATO_HOME=<folder>" in refusal.value.advice


def test_usual_system_folders_are_open() -> None:
    assert is_open_to_others(Path("/usr/bin/env"))
    refuse_closed("LEGATO_HOME", Path("/var/lib/legato"))


@pytest.mark.parametrize("value", ["/" + "t" * 60, "/does/not/exist", ""])
def test_a_long_or_missing_folder_for_temporary_files_is_replaced(value: str) -> None:
    assert choose_tmpdir({"TMPDIR": value}) == USUAL_TMPDIR
