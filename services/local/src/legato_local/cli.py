"""The commands on a Legato on this machine; `make` calls them."""

import asyncio
import json
import sys
from typing import Annotated

import typer
from rich.console import Console

from legato_local import showing
from legato_local.home import find_home, locked, open_home, remove_data
from legato_local.legato import Legato
from legato_local.logs import show_logs
from legato_local.settings import load_settings
from legato_local.status import observe
from legato_local.terminal import FAILED, Format, reporting, run_commands


def main() -> None:
    """Run the command that was typed."""
    run_commands(run, stop, status, logs, credentials, reset)


def run(
    *,
    demo: Annotated[bool, typer.Option(help="Bring music and a listener into a new home.")] = True,
) -> None:
    """Start Legato, or bring it up to date; it goes on in the background."""
    settings = load_settings()
    home = open_home(settings.home, settings.port)
    console = Console()
    with locked(home), reporting(console) as reporter:
        legato = Legato.complete(home, settings)
        worked = asyncio.run(legato.start(reporter, with_demo=demo))
    showing.show_start(console, legato, worked=worked)


def stop() -> None:
    """Stop it; the data stay."""
    legato = Legato.find(load_settings())
    console = Console()
    with locked(legato.home), reporting(console) as reporter:
        asyncio.run(legato.stop(reporter))


def status() -> None:
    """Show each part: state, ports, memory, uptime."""
    legato = Legato.find(load_settings())
    parts = asyncio.run(observe(legato.home, legato.stack.parts))
    showing.show_status(Console(), legato, parts)
    if any(part.state != "ready" for part in parts):
        raise typer.Exit(FAILED)


def logs(
    part: Annotated[str | None, typer.Argument(help="One part; else all.")] = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with new lines.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="Lines to begin with.")] = 40,
) -> None:
    """Show the newest lines of the logs."""
    home = find_home(load_settings().home)
    show_logs(home, part, lines=lines, follow=follow, out=sys.stdout)


def credentials(
    *,
    format: Annotated[Format, typer.Option(help="For people, or for programs.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Show the address, the admin and the demo listener."""
    legato = Legato.find(load_settings())
    if format is Format.JSON:
        sys.stdout.write(json.dumps(showing.describe_credentials(legato), indent=2) + "\n")
    else:
        showing.show_credentials(Console(), legato)


def reset(
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Stop it and delete its data."""
    settings = load_settings()
    home = find_home(settings.home)
    if not yes:
        question = f"Delete all music, accounts and keys in {home.root}?"
        typer.confirm(question, abort=True)
    console = Console()
    with locked(home), reporting(console) as reporter:
        # What a reset that was cut off has removed, stopping needs once more.
        asyncio.run(Legato.complete(home, settings).stop(reporter))
        remove_data(home)
    console.print("Deleted. A new one starts with: [bold]make run[/bold]")
