"""The bytes of a file as the checks see them."""

import os
from typing import IO

WINDOW_BYTES = 256 * 1024
"""What is held of a file: large next to the steps of a walk, small next to a song."""


class FileData:
    """A file that looks like `bytes` and holds only a window of them, which moves along.

    It does not map the file into memory: pages once looked at would count as this process's own.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._descriptor = file.fileno()
        self._size = os.fstat(self._descriptor).st_size
        self._window = b""
        self._starts = self._ends = 0

    def __len__(self) -> int:
        """Return the size of the file."""
        return self._size

    def __getitem__(self, part: slice) -> bytes:
        """Return the bytes from start to stop; steps are not known."""
        start, stop, _ = part.indices(self._size)
        if not self._starts <= start <= stop <= self._ends:
            if stop <= start:
                return b""
            if stop - start > WINDOW_BYTES:
                return os.pread(self._descriptor, stop - start, start)
            self._move(start)
        return self._window[start - self._starts : stop - self._starts]

    def find(self, byte: bytes, start: int) -> int:
        """Return where a single byte comes next, or -1."""
        while start < self._size:
            if not self._starts <= start < self._ends:
                self._move(start)
            found = self._window.find(byte, start - self._starts)
            if found >= 0:
                return self._starts + found
            start = self._ends
        return -1

    def _move(self, start: int) -> None:
        self._window = os.pread(self._descriptor, WINDOW_BYTES, start)
        self._starts, self._ends = start, start + len(self._window)


Data = bytes | FileData
"""A head in memory, or a whole file."""
