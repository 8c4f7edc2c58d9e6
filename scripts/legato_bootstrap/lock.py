"""One writer at a time in the cache."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.progress import Progress

LOCK_SECONDS = 1800.0
"""How long to wait for another start on this machine that is making the runtime."""

LOCK_POLL_SECONDS = 0.2
"""Pause between two tries."""


@contextmanager
def locked(cache: Path, progress: Progress) -> Iterator[None]:
    """Hold the lock of the cache, so that two starts never write the same folder."""
    cache.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW
    with os.fdopen(os.open(cache / "lock", flags, 0o644), "w") as file:
        deadline = time.monotonic() + LOCK_SECONDS
        told = False
        while not _try_lock(file.fileno()):
            if not told:
                progress.say("Another start is making this machine ready: waiting for it")
                told = True
            if time.monotonic() > deadline:
                raise BootstrapError(
                    f"Another start has held {cache / 'lock'} for {LOCK_SECONDS / 60:.0f} min.",
                    "See what it is doing (ps), end it if it hangs, then try again.",
                )
            time.sleep(LOCK_POLL_SECONDS)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
