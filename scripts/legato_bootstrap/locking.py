"""Compiles the one lock of the whole tree, and the parts of it that images install."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.lock import locked
from legato_bootstrap.logged import run_logged
from legato_bootstrap.machine import Machine

COMPILE_SECONDS = 600
"""Deadline for resolving: the index is asked for each package's versions."""

OLDEST_PYTHON = "3.11"
"""What one machine may have: Debian 12's."""

IMAGE_PYTHON = "3.13"
"""What the images have: Debian 13's."""

PARTS: Mapping[str, Sequence[str]] = {
    "services.txt": [f"services/{name}/pyproject.toml" for name in ("kit", "music", "user")],
    "servers.txt": ["requirements/servers.in"],
}
"""What images install, by file: as few packages as they need, each as the lock has it."""


def compile_lock(machine: Machine, args: Sequence[str]) -> int:
    """Write requirements/lock.txt and its parts anew, keeping versions that still fit.

    `args` go to uv, for instance `--upgrade`. Raises `BootstrapError` when an address of an
    index would stand in one of the files: they must serve on machines with other indexes.
    """
    places = machine.places
    requirements = places.root / "requirements"
    with locked(places.cache, machine.progress):
        machine.uv.ensure(machine.progress)
        lock = requirements / "lock.txt"
        projects = sorted(
            str(path.relative_to(places.root))
            for path in places.root.glob("services/*/pyproject.toml")
        )
        sources = [*projects, "requirements/dev.in"]
        _compile(machine, lock, ["--python-version", OLDEST_PYTHON, *sources, *args])
        for name, wanted in PARTS.items():
            python = ["--python-version", IMAGE_PYTHON]
            _compile(machine, requirements / name, [*python, *wanted, "--constraint", str(lock)])
    return 0


def _compile(machine: Machine, output: Path, args: Sequence[str]) -> None:
    """Compile into a draft, which replaces `output` once it is known to name no index."""
    places = machine.places
    draft = places.cache / f"{output.stem}.draft"
    draft.unlink(missing_ok=True)
    if output.exists():
        shutil.copyfile(output, draft)
    command = [
        str(machine.uv.program), "pip", "compile", "--universal", "--generate-hashes",
        "--no-header", *args, "--output-file", str(draft),
    ]  # fmt: skip
    with machine.progress.step(output.stem):
        run_logged(
            output.stem,
            command,
            env=machine.uv.environment(),
            log=places.log,
            seconds=COMPILE_SECONDS,
            cwd=places.root,
        )
    if "://" in draft.read_text():
        raise BootstrapError(
            "The new lock would name an index; it was not written.",
            f"Look at {draft}; a requirement by address has to go.",
        )
    shutil.copyfile(draft, output)
