"""Copies of the clone."""

import os
from pathlib import Path

import pytest

from legato_bootstrap.places import find_places
from legato_bootstrap.tree import Entry, digest_tree, keep_newest, place_tree, read_tree


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    root = tmp_path / "clone"
    for name in ("services/a/src/a.py", "services/a/.venv/x", "services/a/__pycache__/a.pyc"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    (root / "Makefile").write_text("all:")
    return root


def test_generated_and_hidden_files_are_left_out(clone: Path) -> None:
    assert set(read_tree(clone, ("services", "Makefile", "missing"))) == {
        "Makefile",
        "services/a/src/a.py",
    }


def test_a_hidden_folder_that_is_named_is_taken(clone: Path) -> None:
    (clone / ".ci").mkdir()
    (clone / ".ci/run").write_text("#!/bin/sh")
    assert set(read_tree(clone, (".ci",))) == {".ci/run"}


def test_the_digest_follows_names_modes_and_contents() -> None:
    trees = [
        {"a": Entry(b"x", executable=False)},
        {"b": Entry(b"x", executable=False)},
        {"a": Entry(b"y", executable=False)},
        {"a": Entry(b"x", executable=True)},
        {"a": Entry(b"x", executable=False, link=True)},
        {"a": Entry(b"", executable=False), "x": Entry(b"", executable=False)},
    ]
    digests = [digest_tree(tree) for tree in trees]
    assert len(set(digests)) == len(trees)
    assert digest_tree(dict(trees[0])) == digests[0]


def test_a_copy_holds_the_same_files_and_modes(clone: Path, tmp_path: Path) -> None:
    (clone / "services/a/src/a.py").chmod(0o700)
    tree = read_tree(clone, ("services",))
    copy = tmp_path / "copies" / digest_tree(tree)
    place_tree(tree, copy)
    assert read_tree(copy, ("services",)) == tree
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_a_link_to_a_folder_leads_to_the_copy_of_that_folder(clone: Path, tmp_path: Path) -> None:
    (clone / "services/b").symlink_to("a/src")
    place_tree(read_tree(clone, ("services",)), tmp_path / "copy")
    assert (tmp_path / "copy/services/b").readlink() == Path("a/src")
    assert (tmp_path / "copy/services/b/a.py").read_text() == "services/a/src/a.py"


def test_what_a_cut_off_copy_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".half.1").mkdir()
    place_tree({"a": Entry(b"x", executable=False)}, tmp_path / "whole")
    assert [path.name for path in tmp_path.iterdir()] == ["whole"]


def test_the_folders_used_last_are_kept(tmp_path: Path) -> None:
    for age, name in enumerate(("new", "old", "older")):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    keep_newest(tmp_path, 2)
    assert {path.name for path in tmp_path.iterdir()} == {"new", "old"}


def test_a_folder_that_a_running_server_uses_is_kept_whatever_its_age(tmp_path: Path) -> None:
    places = find_places(tmp_path, {"LEGATO_HOME": str(tmp_path)}, is_root=False)
    script = tmp_path / "run/scripts/music.sh"
    script.parent.mkdir(parents=True)
    script.write_text(f"export PYTHONPATH={places.app}/used/services/music/src\n")
    for age, name in enumerate(("new", "old", "used")):
        (places.app / name).mkdir(parents=True)
        os.utime(places.app / name, (1000 - age, 1000 - age))
    keep_newest(places.app, 1, places.users)
    assert {path.name for path in places.app.iterdir()} == {"new", "used"}


def test_a_copy_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    place_tree({"a": Entry(b"x", executable=False)}, tmp_path / "copy")
    place_tree({}, tmp_path / "copy")
    assert (tmp_path / "copy/a").read_bytes() == b"x"
