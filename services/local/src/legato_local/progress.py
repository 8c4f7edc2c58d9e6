"""What someone who waits sees: each step with its name, how far it is, and how long it took."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, Self, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
)
from rich.text import Text

QUARTERS = 4
"""How often a step says how far it is where a bar cannot grow."""


class Step(Protocol):
    """One step while it goes on."""

    def advance(self, done: int, total: int) -> None:
        """Say how far it is, in whatever unit."""

    def say(self, detail: str) -> None:
        """Say what it is at, in a few words that replace those before."""


class Reporter(Protocol):
    """Where steps are shown; several may go on at once."""

    def step(self, title: str) -> AbstractContextManager[Step]:
        """Show a step from entry to exit."""


class Bars:
    """For a terminal: a line per step, with a spinner and a bar."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓[/green]"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("[dim]{task.fields[detail]}[/dim]"),
            _Seconds(),
            console=console,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Show a step from entry to exit; one that failed stays unfinished."""
        task = self._progress.add_task(title, total=None, detail="")
        try:
            yield _BarStep(self._progress, task)
        except BaseException as error:
            self._progress.update(task, detail=f"[red]{_describe(error)}[/red]")
            self._progress.stop_task(task)
            raise
        self._progress.update(task, total=1, completed=1, detail="")


class _BarStep:
    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def advance(self, done: int, total: int) -> None:
        """Grow the bar; a full one waits for the end of the step."""
        self._progress.update(self._task, completed=done, total=total + 1)

    def say(self, detail: str) -> None:
        """Show the words behind the bar."""
        self._progress.update(self._task, detail=detail)


class _Seconds(ProgressColumn):
    """How long a step has taken, to a tenth of a second."""

    def render(self, task: Task) -> Text:
        """Seconds since the start of the task, until its end."""
        elapsed = task.finished_time if task.finished else task.elapsed
        return Text(f"{elapsed or 0:5.1f} s", style="cyan")


class Lines:
    """For a file or a pipe: a line when a step ends, and one at each quarter of a long one."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Say how the step ended."""
        started = time.monotonic()
        outcome = "done"
        try:
            yield _LineStep(self._stream, title)
        except BaseException as error:
            outcome = _describe(error)
            raise
        finally:
            seconds = time.monotonic() - started
            self._stream.write(f"{outcome:>7}  {seconds:5.1f} s  {title}\n")
            self._stream.flush()


class _LineStep:
    def __init__(self, stream: TextIO, title: str) -> None:
        self._stream = stream
        self._title = title
        self._quarter = 0

    def advance(self, done: int, total: int) -> None:
        """Say when another quarter is done."""
        quarter = QUARTERS * done // total if total else 0
        if self._quarter < quarter < QUARTERS:
            self._quarter = quarter
            self._stream.write(f"         {100 * quarter // QUARTERS:3d} %    {self._title}\n")
            self._stream.flush()

    def say(self, detail: str) -> None:
        """Keep quiet: what passes in a moment is no line in a log."""


def _describe(error: BaseException) -> str:
    """A step that another one's failure ended has not failed itself."""
    return "stopped" if isinstance(error, asyncio.CancelledError) else "failed"
