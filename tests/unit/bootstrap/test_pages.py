"""Pages of figures come over from the unprivileged user, and nothing else does."""

from pathlib import Path

import pytest

from legato_bootstrap.suites import take_over


def test_pages_replace_those_of_the_clone(tmp_path: Path) -> None:
    made, kept = _folders(tmp_path)
    (made / "bytes.md").write_text("new")
    (kept / "bytes.md").write_text("old")
    (kept / "play.md").write_text("measured earlier")

    take_over(made, kept)

    found = {page.name: page.read_text() for page in kept.iterdir()}
    assert found == {"bytes.md": "new", "play.md": "measured earlier"}


def test_what_a_link_points_to_is_not_read(tmp_path: Path) -> None:
    made, kept = _folders(tmp_path)
    (tmp_path / "secret").write_text("of root")
    (made / "bytes.md").symlink_to(tmp_path / "secret")

    with pytest.raises(OSError, match="symbolic links"):
        take_over(made, kept)

    assert not list(kept.iterdir())


def test_a_folder_that_became_a_link_is_not_read(tmp_path: Path) -> None:
    made, kept = _folders(tmp_path)
    (made / "secret.md").write_text("of root")
    (tmp_path / "link").symlink_to(made)

    with pytest.raises(OSError, match="Not a directory"):
        take_over(tmp_path / "link", kept)

    assert not list(kept.iterdir())


def _folders(root: Path) -> tuple[Path, Path]:
    made, kept = root / "made", root / "kept"
    made.mkdir()
    kept.mkdir()
    return made, kept
