"""Entries of an archive, and what they may hold."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from music_service.imports.errors import RejectedError
from music_service.imports.names import check_name, shown

BOMB = "unpacks to far more than it holds, as a bomb does"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may hold; `expansion` is how many times its packed size."""

    entry_bytes: int
    unpacked_bytes: int
    entries: int
    expansion: int = 100
    free_bytes: int = 16 * 1024 * 1024
    """Below this an entry may expand as it likes: silence packs well."""

    def is_bomb(self, packed: int, unpacked: int) -> bool:
        """Whether so much comes, or is said to come, of so little that no music does."""
        return unpacked > self.free_bytes and unpacked > packed * self.expansion


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive, or the only one of an upload.

    `raw_name` is as the archive has it; `problem` says why it is not opened.
    """

    position: int
    raw_name: str
    open: Callable[[], IO[bytes]]
    packed_bytes: int | None = None
    unpacked_bytes: int = 0
    problem: str | None = None
    is_alone: bool = False

    @property
    def name(self) -> str:
        """The name fit to be stored and shown."""
        return shown(self.raw_name) or "(no name)"

    def check(self, limits: Limits) -> None:
        """Raise `RejectedError` for what can be seen to be wrong from the outside."""
        check_name(self.raw_name)
        if self.problem is not None:
            raise RejectedError(self.problem)
        if self.packed_bytes is not None and limits.is_bomb(self.packed_bytes, self.unpacked_bytes):
            raise RejectedError(BOMB)
        if self.unpacked_bytes > limits.entry_bytes:
            raise RejectedError(f"is larger than {limits.entry_bytes} bytes")
