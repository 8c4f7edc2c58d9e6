"""Passwords: argon2id, off the event loop, a bounded number at a time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from argon2.low_level import Type

from legato_kit.errors import UnavailableError

WORKERS = 2
"""Hashes computed at once; each takes a core and 19 MiB."""

MAX_WAITING = 64
"""Sign-ins that may wait for a worker; more are told to come back."""

Result = TypeVar("Result")


class Passwords:
    """Hashes and verifies; parameters after the OWASP password storage sheet (argon2id)."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="argon2")
        self._under_way = 0
        self._decoy = self._hasher.hash("no account has this password")

    async def hash(self, password: str) -> str:
        """Return a new salted hash."""
        return await self._run(lambda: self._hasher.hash(password))

    async def verify(self, password: str, stored: str | None) -> bool:
        """Return whether the password fits. Without a stored hash it takes as long, and is no."""
        fits = await self._run(lambda: self._verify(stored or self._decoy, password))
        return fits and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Return whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def close(self) -> None:
        """End the workers."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except VerifyMismatchError:
            return False

    async def _run(self, work: Callable[[], Result]) -> Result:
        if self._under_way >= WORKERS + MAX_WAITING:
            raise UnavailableError("too many people are signing in at once")
        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._workers, work)
        finally:
            self._under_way -= 1
