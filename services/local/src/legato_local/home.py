"""The one folder that holds everything of a Legato on one machine."""

import json
import os
import re
import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from legato_local.errors import LocalError, RefusalError
from legato_local.files import held, make_folder, write_atomically

FORMAT = 1
"""Version of the folder's layout; a newer program may raise it, an older one then refuses."""

DEFAULT_PORT = 8080

LONGEST_HOME = 80
"""A Unix socket's path ends at 107 bytes, and the sockets in `run` need the rest."""

SAFE_PATH = re.compile(r"[A-Za-z0-9/._+@~-]+")
"""What needs no quoting in any server's configuration."""

DATA_FOLDERS = (
    "secrets", "tls", "postgres", "postgres.new", "objects", "scratch", "music", "run", "conf",
    "logs", "app",
)  # fmt: skip
"""What a reset removes; it runs from a copy of its own, not from the one in `app`."""


@dataclass(frozen=True)
class Home:
    """Paths below the folder, and the first port of the block that belongs to it."""

    root: Path
    port: int

    @property
    def secrets(self) -> Path:
        """Keys and passwords."""
        return self.root / "secrets"

    @property
    def tls(self) -> Path:
        """The certificate that was made for this home."""
        return self.root / "tls"

    @property
    def postgres(self) -> Path:
        """Postgres's data folder."""
        return self.root / "postgres"

    @property
    def objects(self) -> Path:
        """Audio and covers, as plain files."""
        return self.root / "objects"

    @property
    def scratch(self) -> Path:
        """Where an import works."""
        return self.root / "scratch"

    @property
    def music(self) -> Path:
        """The demo music's licence, and what is known of its import."""
        return self.root / "music"

    @property
    def run(self) -> Path:
        """Sockets, and who runs."""
        return self.root / "run"

    @property
    def conf(self) -> Path:
        """Configuration, rendered anew at every start."""
        return self.root / "conf"

    @property
    def scripts(self) -> Path:
        """One shell script per part, which the supervisor starts."""
        return self.run / "scripts"

    @property
    def records(self) -> Path:
        """Who runs: one file per part, written by its script."""
        return self.run / "records"

    def record(self, part: str) -> Path:
        """Where a part says who it is."""
        return self.records / part

    @property
    def supervisor_socket(self) -> Path:
        """Where the supervisor takes orders; the name is short for the supervisor adds to it."""
        return self.run / "sup.sock"

    @property
    def supervisor_conf(self) -> Path:
        """The supervisor's configuration."""
        return self.conf / "supervisor.conf"

    @property
    def logs(self) -> Path:
        """One file per part."""
        return self.root / "logs"

    def log(self, part: str) -> Path:
        """The log of one part."""
        return self.logs / f"{part}.log"


def open_home(root: Path, port: int | None = None) -> Home:
    """Open the home at `root`, making it where there is none.

    A home keeps its ports unless `port` gives it others. Raises `RefusalError` for a folder that
    a newer Legato wrote, that holds other things, or whose path no server could use.
    """
    root = root.expanduser().absolute()
    _check_path(root)
    known = _read(root)
    home = Home(root, port or known or DEFAULT_PORT)
    make_folder(root)
    for folder in ("secrets", "objects", "scratch", "music", "run", "conf", "logs", "tls"):
        make_folder(root / folder)
    if known != home.port:
        content = json.dumps({"format": FORMAT, "port": home.port}, indent=2)
        with locked(home):
            write_atomically(root / "home.json", f"{content}\n")
    return home


def find_home(root: Path) -> Home:
    """Open the home at `root` without making or changing anything; refuse where there is none."""
    root = root.expanduser().absolute()
    port = _read(root)
    if port is None:
        fact = f"There is no Legato in {root}."
        raise RefusalError(fact, "Start one with: make run")
    return Home(root, port)


def locked(home: Home) -> AbstractContextManager[None]:
    """Hold the home for one command that changes it; refuse while another holds it."""
    return held(home.root / "lock", str(home.root))


def remove_data(home: Home) -> None:
    """Remove what Legato made, and nothing else; the folder itself only when it is empty then.

    It stays a home until all else is gone, so what was cut off can be done again. Raises
    `LocalError` that names what could not be removed.
    """
    problems = [problem for name in DATA_FOLDERS for problem in _remove(home.root / name)]
    if problems:
        fact = f"Not everything could be removed: {'; '.join(problems)}."
        raise LocalError(fact, "See what holds it, or whose it is; then again: make reset")
    (home.root / "home.json").unlink(missing_ok=True)
    (home.root / "lock").unlink(missing_ok=True)
    # It may hold other things, or lie in a folder of root's.
    with suppress(OSError):
        home.root.rmdir()


def _remove(folder: Path) -> Sequence[str]:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        if os.path.lexists(folder):
            return (f"{error.filename or folder}: {error.strerror or error}",)
    return ()


def _read(root: Path) -> int | None:
    try:
        content = json.loads((root / "home.json").read_text())
        found, port = int(content["format"]), int(content["port"])
    except FileNotFoundError:
        _check_unused(root)
        return None
    except (ValueError, KeyError, TypeError) as error:
        fact = f"{root / 'home.json'} cannot be understood: {error}"
        raise RefusalError(
            fact, "Restore it from a backup, or name another LEGATO_HOME."
        ) from error
    if found > FORMAT:
        fact = f"{root} was written by a newer Legato (format {found}; this one knows {FORMAT})."
        raise RefusalError(fact, "Use that newer version, or name another LEGATO_HOME.")
    return port


def _check_unused(root: Path) -> None:
    others = {path.name for path in root.iterdir()} - {"app", "lock"} if root.is_dir() else set()
    if others:
        fact = f"{root} is not a Legato home, and holds other things ({min(others)}, ...)."
        raise RefusalError(fact, "Name an empty or a new folder: make run LEGATO_HOME=...")


def _check_path(root: Path) -> None:
    if len(bytes(root)) > LONGEST_HOME:
        fact = f"The path {root} is too long for the sockets of the servers below it."
        raise RefusalError(fact, f"Name a LEGATO_HOME of at most {LONGEST_HOME} characters.")
    if not SAFE_PATH.fullmatch(str(root)):
        fact = f"The path {root} has characters that not every server takes."
        raise RefusalError(fact, "Name a LEGATO_HOME of letters, digits and / . _ + @ ~ - alone.")
