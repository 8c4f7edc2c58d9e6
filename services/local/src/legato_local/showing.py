"""What the commands print for people, and credentials for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from legato_local.addresses import open_urls
from legato_local.errors import LocalError
from legato_local.files import tail
from legato_local.legato import Legato
from legato_local.status import PartStatus

TAIL_LINES = 15
"""How much of a log is shown: enough for one traceback."""

COLOURS = {"ready": "green", "not ready": "yellow", "stopped": "dim", "failing": "yellow"}
"""Of the states; anything else is red."""


def show_start(console: Console, legato: Legato, *, worked: bool) -> None:
    """Say where to go now."""
    console.print()
    console.print(f"[bold]Legato {'is up' if worked else 'was up already'}.[/bold]")
    show_credentials(console, legato)
    if legato.demo.origin:
        console.print(
            f"\n  [dim]{escape(legato.demo.origin)}[/dim]", soft_wrap=not console.is_terminal
        )
    console.print(
        "\n  Next: [bold]make status[/bold], [bold]make logs[/bold], [bold]make test[/bold]"
    )


def show_credentials(console: Console, legato: Legato) -> None:
    """The addresses, and who may sign in."""
    table = Table.grid(padding=(0, 2))
    table.add_row("  Listen at", f"[bold cyan]{legato.url}[/bold cyan]")
    for url in open_urls(legato.home, legato.settings):
        table.add_row("  in your network", f"[bold cyan]{url}[/bold cyan]")
    accounts = [("listener", legato.listener)] if legato.demo.is_there else []
    for who, account in (*accounts, ("admin", legato.admin)):
        table.add_row(f"  {who}", f"{account.email}   password [bold]{account.password}[/bold]")
    console.print(table)


def describe_credentials(legato: Legato) -> Mapping[str, Any]:
    """The same for programs; tests of any stack rely on this shape."""
    return {
        "stack": "local",
        "url": legato.url,
        "admin": {"email": legato.admin.email, "password": legato.admin.password},
        "demo": {"email": legato.listener.email, "password": legato.listener.password},
    }


def show_status(console: Console, legato: Legato, parts: Sequence[PartStatus]) -> None:
    """A line per part, and the sum."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("PART", "STATE", "PORT", "MEMORY", "UPTIME"):
        right = column in ("MEMORY", "UPTIME")
        table.add_column(column, justify="right" if right else "left")
    for part in parts:
        colour = COLOURS.get(part.state, "red")
        table.add_row(
            part.name,
            f"[{colour}]{part.state}[/{colour}]",
            ", ".join(map(str, part.ports)),
            _mebibytes(part.memory),
            _duration(part.uptime) if part.pid else "",
        )
    table.add_row("all", "", "", _mebibytes(sum(part.memory for part in parts)), "", style="bold")
    console.print(table)
    console.print(f"\n{legato.url}   data in {legato.home.root}")


def show_failure(console: Console, error: LocalError) -> None:
    """What failed, why, what to do, and the end of the log."""
    whole = not console.is_terminal
    console.print(f"\n[bold red]{escape(error.fact)}[/bold red]", soft_wrap=whole)
    if error.log is not None:
        for line in tail(error.log, TAIL_LINES):
            console.print(f"  [dim]{escape(line)}[/dim]", highlight=False, soft_wrap=whole)
    console.print(escape(error.advice), highlight=False, soft_wrap=whole)


def _mebibytes(size: int) -> str:
    return f"{size / 1024**2:.0f} MiB" if size else ""


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
