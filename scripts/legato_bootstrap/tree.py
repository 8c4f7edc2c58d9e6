"""Copies of the clone, named by their content.

A running Legato must not change under someone's editor, and a clone under /root cannot be
read by the unprivileged user. So what runs is a copy, and the same content is the same copy.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

KEPT_COPIES = 10
"""Newest copies left in place besides those that a running stack uses."""

SKIPPED = {"__pycache__", "node_modules"}


class Entry(NamedTuple):
    """One file, or a link to a folder: `content` is then where it leads."""

    content: bytes
    executable: bool
    link: bool = False


Tree = Mapping[str, Entry]
"""Files by their path relative to the clone, with slashes."""


def read_tree(root: Path, names: tuple[str, ...]) -> Tree:
    """Read the named files and folders under `root`; hidden and generated ones are left out."""
    paths = (path for name in names for path in _walk(str(root / name)))
    return {os.path.relpath(path, root): _read(path) for path in sorted(paths)}


def _walk(path: str) -> Iterator[str]:
    if os.path.isfile(path):  # noqa: PTH113  (on the path of every command: half the time)
        yield path
        return
    if not os.path.isdir(path):  # noqa: PTH112
        return
    for entry in os.scandir(path):
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith(".") and entry.name not in SKIPPED:
                yield from _walk(entry.path)
        elif entry.is_dir() or (entry.is_file() and not entry.name.endswith(".pyc")):
            yield entry.path


def _read(path: str) -> Entry:
    if os.path.islink(path) and os.path.isdir(path):  # noqa: PTH112, PTH114
        return Entry(os.fsencode(os.readlink(path)), executable=False, link=True)  # noqa: PTH115
    with open(path, "rb") as file:  # noqa: PTH123
        return Entry(file.read(), bool(os.fstat(file.fileno()).st_mode & 0o100))


def digest_tree(tree: Tree) -> str:
    """Return 16 hex digits that stand for names, modes and contents."""
    whole = hashlib.sha256()
    for name, entry in tree.items():
        whole.update(f"{name}\0{entry.executable:d}{entry.link:d}\0{len(entry.content)}\0".encode())
        whole.update(entry.content)
    return whole.hexdigest()[:16]


def place_tree(tree: Tree, folder: Path, users: Iterable[Path] = ()) -> None:
    """Write `tree` as `folder`, at once and whole. The caller holds the lock of the cache.

    Old copies beside it go, but for those that one of the files `users` names.
    """
    if folder.is_dir():
        return
    for stale in folder.parent.glob(".*"):
        shutil.rmtree(stale, ignore_errors=True)
    draft = folder.with_name(f".{folder.name}")
    for name, entry in tree.items():
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if entry.link:
            path.symlink_to(os.fsdecode(entry.content))
            continue
        path.write_bytes(entry.content)
        path.chmod(0o755 if entry.executable else 0o644)
    draft.rename(folder)
    keep_newest(folder.parent, KEPT_COPIES, users)


def keep_newest(parent: Path, count: int, users: Iterable[Path] = ()) -> None:
    """Delete all but the `count` folders in `parent` that were used last.

    A folder that one of the files `users` names stays whatever its age.
    """
    folders = sorted(parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    named = "\n".join(file.read_text(errors="replace") for file in users)
    for old in folders[count:]:
        if f"/{old.name}/" not in named:
            shutil.rmtree(old, ignore_errors=True)
