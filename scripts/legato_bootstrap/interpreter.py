"""Which Python the services run on."""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from legato_bootstrap.errors import BootstrapError

SUPPORTED = ((3, 13), (3, 12), (3, 11))
"""Versions that every locked package has wheels for, the newest first."""

SYSTEM_FOLDERS = ("/usr/local/bin", "/usr/bin")
"""Searched besides PATH: a version manager's shims often hide the system's own Python."""


@dataclass(frozen=True)
class Interpreter:
    """A Python by its real path and (major, minor) version."""

    path: Path
    version: tuple[int, int]


def running_interpreter() -> Interpreter:
    """Return the Python that runs this, behind any virtual environment."""
    return Interpreter(Path(sys.executable).resolve(), sys.version_info[:2])


def find_interpreters() -> Iterator[Interpreter]:
    """Look for other supported Pythons by name, the newest first."""
    folders = os.pathsep.join((*SYSTEM_FOLDERS, os.environ.get("PATH", os.defpath)))
    for major, minor in SUPPORTED:
        path = shutil.which(f"python{major}.{minor}", path=folders)
        if path is not None:
            yield Interpreter(Path(path).resolve(), (major, minor))


def choose_interpreter(
    running: Interpreter, others: Iterable[Interpreter], usable: Callable[[Path], bool]
) -> Interpreter:
    """Return the running Python if it is supported and usable, else the first such other.

    Raises `BootstrapError` when there is none.
    """
    for candidate in chain((running,), others):
        if candidate.version in SUPPORTED and usable(candidate.path):
            return candidate
    if running.version in SUPPORTED:
        raise BootstrapError(
            f"{running.path} cannot be reached by the unprivileged user that the servers run as.",
            "Install a Python 3.11 to 3.13 for all users, for instance: apt install python3",
        )
    raise BootstrapError(
        f"Python 3.11, 3.12 or 3.13 is needed, and this is {'.'.join(map(str, running.version))}.",
        "Install one, for instance: apt install python3.13; or name one: PYTHON=<path> make run",
    )
