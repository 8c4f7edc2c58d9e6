"""Where things lie on this machine."""

import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from legato_bootstrap.errors import BootstrapError

USUAL_TMPDIR = Path("/tmp")  # noqa: S108  (the standard place; what is put there is private)

OWN_NAMES = {"app", "home.json"}
"""At least one of them lies in every data folder."""

HOME_FORMAT = 1
"""Newest layout of a data folder that this clone knows: `FORMAT` of the runner's `home`."""

MAX_TMPDIR_BYTES = 24
"""Test stacks put homes, and so sockets, into the folder for temporary files."""


@dataclass(frozen=True)
class Places:
    """Folders of one user's Legato: `root` the clone, `cache` remade at will, `home` the data."""

    root: Path
    cache: Path
    home: Path

    @property
    def sources(self) -> Path:
        """Copies of the clone that the unprivileged user runs tests from."""
        return self.cache / "src"

    @property
    def files(self) -> Path:
        """Cache of what runs after the start: downloads, test caches."""
        return self.cache / "files"

    @property
    def app(self) -> Path:
        """Copies of the services, inside the data folder that they serve."""
        return self.home / "app"

    @property
    def users(self) -> Iterator[Path]:
        """The scripts of the servers, which name the copies and the runtime that they use."""
        return self.home.glob("run/scripts/*.sh")

    @property
    def log(self) -> Path:
        """What the last step's command wrote."""
        return self.cache / "bootstrap.log"


def find_places(root: Path, env: Mapping[str, str], *, is_root: bool) -> Places:
    """Return the folders that the variables name, else the usual ones of the user."""
    user_home = Path(env.get("HOME") or Path("~").expanduser())
    usual_cache = Path(env.get("XDG_CACHE_HOME") or user_home / ".cache") / "legato"
    usual_home = Path(env.get("XDG_DATA_HOME") or user_home / ".local/share") / "legato"
    if is_root:
        usual_cache, usual_home = Path("/var/cache/legato"), Path("/var/lib/legato")
    home = Path(env.get("LEGATO_HOME") or usual_home).absolute()
    return Places(root, Path(env.get("LEGATO_CACHE") or usual_cache).absolute(), home)


def is_open_to_others(path: Path) -> bool:
    """Whether any user may read the existing `path`, and walk every folder above it."""
    wanted = stat.S_IROTH | stat.S_IXOTH
    if path.stat().st_mode & wanted != wanted:
        return False
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)


def refuse_closed(variable: str, folder: Path) -> None:
    """Raise `BootstrapError` when a folder above `folder` is closed to the unprivileged user."""
    for above in reversed(folder.parents):
        if above.exists() and not above.stat().st_mode & stat.S_IXOTH:
            raise BootstrapError(
                f"{folder} cannot be reached by the unprivileged user that the servers run as:"
                f" {above} is closed to others.",
                f"Choose another folder with {variable}=<folder>.",
            )


def refuse_foreign(home: Path) -> None:
    """Raise `BootstrapError` when `home` holds things, none of which Legato put there."""
    names = {path.name for path in home.iterdir()} if home.is_dir() else set()
    if names and not names & OWN_NAMES:
        raise BootstrapError(
            f"{home} is not a data folder of Legato, and holds other things ({min(names)}, ...).",
            "Choose an empty or a new folder with LEGATO_HOME=<folder>.",
        )


def refuse_newer(home: Path) -> None:
    """Raise `BootstrapError` when a newer Legato wrote the data folder `home`.

    What cannot be understood passes: the runner reads the file whole, and says what is wrong.
    """
    try:
        found = int(json.loads((home / "home.json").read_text())["format"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return
    if found > HOME_FORMAT:
        raise BootstrapError(
            f"{home} was written by a newer Legato (format {found}; this one knows {HOME_FORMAT}).",
            "Use that newer version, or name another LEGATO_HOME.",
        )


def choose_tmpdir(env: Mapping[str, str]) -> Path:
    """Return the user's folder for temporary files where it is short and anyone's."""
    chosen = Path(env.get("TMPDIR") or USUAL_TMPDIR)
    if len(os.fsencode(chosen)) > MAX_TMPDIR_BYTES or not chosen.is_dir():
        return USUAL_TMPDIR
    return chosen if chosen.stat().st_mode & stat.S_IWOTH else USUAL_TMPDIR
