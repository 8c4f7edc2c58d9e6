"""What all commands for people have in common: how they fail, and how they show their steps."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TextIO

import typer
from rich.console import Console

from legato_local.errors import LocalError
from legato_local.progress import Bars, Lines, Reporter
from legato_local.showing import show_failure

FAILED = 1
"""Exit code of a command that could not do what it was asked for."""


class Format(StrEnum):
    """How credentials are written."""

    TEXT = "text"
    JSON = "json"


def run_commands(*commands: Callable[..., None]) -> None:
    """Run the command that was typed; a known failure becomes a few clear lines."""
    cli = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None)
    for command in commands:
        cli.command()(command)
    try:
        cli()
    except LocalError as error:
        show_failure(Console(stderr=True), error)
        sys.exit(FAILED)


@contextmanager
def reporting(console: Console, stream: TextIO | None = None) -> Iterator[Reporter]:
    """Show steps as bars on a terminal, else as lines on `stream` (by itself, the output)."""
    if console.is_terminal:
        with Bars(console) as bars:
            yield bars
    else:
        yield Lines(stream or sys.stdout)
