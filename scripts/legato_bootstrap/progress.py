"""What the person at the terminal sees while the machine is made ready."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from legato_bootstrap.errors import BootstrapError, StepError

NAME_COLUMNS = 44
"""Width of a step's name with its dots, as wide as the steps of `legato_local`."""

CLEAR_LINE = "\r\x1b[K"


class Progress:
    """Writes one line per step to a stream; on a terminal the line also shows what goes on."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._live = out.isatty()
        self._label = ""

    def say(self, text: str) -> None:
        """Write one line."""
        self._write(f"  {text}\n")

    def note(self, text: str) -> None:
        """Show a passing detail of the running step, where a line can be rewritten."""
        if self._live:
            room = shutil.get_terminal_size().columns - len(self._label) - 1
            self._write(f"{CLEAR_LINE}{self._label}{text[: max(room, 0)]}")

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Show `name` while the block runs, and its seconds at the end."""
        self._label = f"  {name} {'.' * max(3, NAME_COLUMNS - len(name))} "
        begun = time.monotonic()
        self._write(self._label)
        try:
            yield
        except BaseException:
            self._finish("failed after ", begun)
            raise
        self._finish("", begun)

    def failure(self, error: BootstrapError) -> None:
        """Say what failed and why, the end of its log, and what to do."""
        self._write(f"\n  {error.reason}\n")
        if isinstance(error, StepError):
            self._write("".join(f"    | {line}\n" for line in error.tail))
        self._write(f"  {error.advice}\n\n")

    def _finish(self, prefix: str, begun: float) -> None:
        if self._live:
            self._write(CLEAR_LINE + self._label)
        self._write(f"{prefix}{time.monotonic() - begun:.1f} s\n")

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
