"""The runtime: a virtual environment with every locked package, servers included.

One folder per lock, Python version and machine. It counts only when its mark was written,
which is the last thing done; one that was cut off is thrown away and made anew.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Callable

from legato_bootstrap.interpreter import Interpreter
from legato_bootstrap.logged import run_logged
from legato_bootstrap.places import Places
from legato_bootstrap.progress import Progress
from legato_bootstrap.system import free_bytes, refuse_full_disk
from legato_bootstrap.tree import keep_newest
from legato_bootstrap.uv import Uv

SYNC_SECONDS = 1800
"""Deadline for fetching and installing 300 MB over a slow line."""

KEPT_RUNTIMES = 3
"""Newest ones left in place besides that of a running stack: other clones may have other locks."""

DOWNLOAD = re.compile(r"Downloading (\S+) \(([\d.]+)MiB\)")
"""How uv announces a large file."""


def runtime_key(lock: bytes, uv_version: str, interpreter: Interpreter, machine: str) -> str:
    """Return 16 hex digits that stand for everything the packages depend on."""
    facts = f"{uv_version} {interpreter.path} {interpreter.version} {machine}"
    return hashlib.sha256(lock + facts.encode()).hexdigest()[:16]


class Runtime:
    """A virtual environment of the cache, made when first needed."""

    def __init__(self, places: Places, uv: Uv, interpreter: Interpreter, machine: str) -> None:
        self._places = places
        self._uv = uv
        self._interpreter = interpreter
        self._lock = places.root / "requirements/lock.txt"
        key = runtime_key(self._lock.read_bytes(), uv.version, interpreter, machine)
        self._folder = places.cache / "runtime" / key
        self._mark = self._folder / "complete"
        self.python = self._folder / "venv/bin/python"

    @property
    def is_complete(self) -> bool:
        """Whether there is nothing to do."""
        return self._mark.exists()

    def ensure(self, progress: Progress) -> None:
        """Make the runtime when it is missing. The caller holds the lock of the cache."""
        if self.is_complete:
            os.utime(self._folder)
            return
        for folder in (self._places.cache, self._places.home):
            refuse_full_disk(folder, free_bytes(folder))
        progress.say(
            "Making Legato ready: about 400 MB to download once"
            f" (servers, libraries, demo music), kept in {self._places.cache}"
        )
        self._uv.ensure(progress)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        with progress.step("servers and libraries"):
            self._install(report_downloads(progress))
        self._mark.touch()
        keep_newest(self._folder.parent, KEPT_RUNTIMES, self._places.users)

    def _install(self, on_line: Callable[[str], None]) -> None:
        env = self._uv.environment()
        uv, venv = str(self._uv.program), str(self._folder / "venv")
        make = [uv, "venv", "--no-project", "--python", str(self._interpreter.path), venv]
        sync = [
            uv, "pip", "sync", "--require-hashes", "--compile-bytecode",
            "--python", str(self.python), str(self._lock),
        ]  # fmt: skip
        for command in (make, sync):
            run_logged(
                "servers and libraries",
                command,
                env=env,
                log=self._places.log,
                seconds=SYNC_SECONDS,
                on_line=on_line,
            )


def report_downloads(progress: Progress) -> Callable[[str], None]:
    """Return a reader of uv's lines that shows how many of the announced megabytes are there."""
    sizes: dict[str, float] = {}
    done: set[str] = set()

    def read(line: str) -> None:
        if begun := DOWNLOAD.search(line):
            sizes[begun[1]] = float(begun[2])
        elif line.strip().startswith("Downloaded "):
            done.add(line.rsplit(maxsplit=1)[-1])
        else:
            return
        have = sum(sizes.get(name, 0.0) for name in done)
        progress.note(f"{have:.0f} of {sum(sizes.values()):.0f} MB")

    return read
