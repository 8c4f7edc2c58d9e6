"""Compiles the one lock of the whole tree."""

import shutil
from collections.abc import Sequence

from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.lock import locked
from legato_bootstrap.logged import run_logged
from legato_bootstrap.machine import Machine

COMPILE_SECONDS = 600
"""Deadline for resolving: the index is asked for each package's versions."""


def compile_lock(machine: Machine, args: Sequence[str]) -> int:
    """Write requirements/lock.txt anew, keeping versions that still fit.

    `args` go to uv, for instance `--upgrade`. Raises `BootstrapError` when an address of an
    index would stand in the lock: it must serve on machines with other indexes.
    """
    places = machine.places
    with locked(places.cache, machine.progress):
        machine.uv.ensure(machine.progress)
        lock, draft = places.root / "requirements/lock.txt", places.cache / "lock.draft"
        shutil.copyfile(lock, draft)
        projects = sorted(
            str(path.relative_to(places.root))
            for path in places.root.glob("services/*/pyproject.toml")
        )
        command = [
            str(machine.uv.program), "pip", "compile", "--universal", "--generate-hashes",
            "--no-header", "--python-version", "3.11", *projects, "requirements/dev.in",
            "--output-file", str(draft), *args,
        ]  # fmt: skip
        with machine.progress.step("lock"):
            run_logged(
                "lock",
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
        shutil.copyfile(draft, lock)
    return 0
