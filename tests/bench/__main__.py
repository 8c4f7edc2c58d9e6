"""`python -m tests.bench [part ...]`: measure, show, and keep the figures as pages if asked to."""

from collections.abc import Callable, Coroutine, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop
from rich.console import Console

from tests.bench.idleness import measure_idleness
from tests.bench.machine import describe_machine
from tests.bench.plays import measure_plays
from tests.bench.report import Report
from tests.bench.requests import measure_requests
from tests.bench.servers import measure_servers
from tests.bench.stack import Measured, running_legato
from tests.bench.streaming import measure_bytes

PAGE_WIDTH = 150
"""Characters that the widest table needs."""


class Part(StrEnum):
    """What can be measured, in the order in which it is: idleness before anything was asked."""

    IDLE = "idle"
    BYTES = "bytes"
    API = "api"
    PLAY = "play"
    SERVERS = "servers"


MEASURES: Mapping[Part, Callable[[Measured], Coroutine[Any, Any, Report]]] = {
    Part.IDLE: measure_idleness,
    Part.BYTES: measure_bytes,
    Part.API: measure_requests,
    Part.PLAY: measure_plays,
    Part.SERVERS: measure_servers,
}


def main(
    parts: Annotated[list[Part] | None, typer.Argument(help="What to measure; all of it.")] = None,
    pages: Annotated[Path | None, typer.Option(help="Folder for a page per part.")] = None,
) -> None:
    """Measure on a Legato that is started for it, and stopped after."""
    console = _wide_console()
    for label, value in describe_machine():
        console.print(f"[dim]{label}:[/] {value}", highlight=False)
    with running_legato() as measured:
        for part in [part for part in Part if part in (parts or Part)]:
            with console.status(f"measuring: {part}"):
                report = uvloop.run(MEASURES[part](measured))
            report.show(console)
            if pages is not None:
                report.write(pages)


def _wide_console() -> Console:
    """Return the terminal, or what takes whole lines where there is none."""
    console = Console()
    return console if console.is_terminal else Console(width=PAGE_WIDTH)


if __name__ == "__main__":
    cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    cli.command()(main)
    cli()
