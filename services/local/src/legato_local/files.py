"""Small files that must never be seen half-written, or by anyone else."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from legato_local.errors import RefusalError

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def make_folder(path: Path, mode: int = PRIVATE_FOLDER) -> Path:
    """Create `path` with `mode`, and its parents; leave an existing folder as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=mode, exist_ok=True)
    return path


def write_atomically(path: Path, content: str | bytes, mode: int = PRIVATE_FILE) -> None:
    """Replace `path` by `content`; after a crash it holds the old or the new, never a part."""
    data = content.encode() if isinstance(content, str) else content
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def tail(path: Path, lines: int) -> list[str]:
    """The last `lines` lines of a log, read from its end; empty when there is no such file."""
    limit = 256 * lines
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - limit))
            return file.read(limit).decode(errors="replace").splitlines()[-lines:]
    except FileNotFoundError:
        return []


@contextmanager
def held(lock: Path, what: str) -> Iterator[None]:
    """Hold `what` for one command that changes it; refuse while another holds its `lock`."""
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fact = f"Another command is at work on {what}."
            raise RefusalError(fact, "Wait for it to end, then try again.") from None
        yield
