"""Where things lie, and which folders the unprivileged user can reach."""

from pathlib import Path

import pytest

from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.places import (
    USUAL_TMPDIR,
    choose_tmpdir,
    find_places,
    is_open_to_others,
    refuse_closed,
    refuse_foreign,
)

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
