"""Figures as a table on the terminal, and as a page to keep."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.machine import describe_machine

WIDTH = 100
"""Characters in a line of a page."""


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What a figure should be, and what it is."""

    text: str
    found: str
    is_met: bool

    def __str__(self) -> str:
        return f"{self.text}: {self.found}, {'met' if self.is_met else 'not met'}"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What one part of the benchmarks found; the first column of `rows` names what was measured."""

    name: str
    title: str
    method: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    aims: Sequence[Aim] = ()
    machine: Sequence[tuple[str, str]] = field(default_factory=describe_machine)

    def show(self, console: Console) -> None:
        """Print it."""
        table = Table(title=self.title, title_justify="left")
        for index, column in enumerate(self.columns):
            table.add_column(column, justify="right" if index else "left")
        for row in self.rows:
            table.add_row(*row)
        console.print(table)
        for aim in self.aims:
            console.print(f"[{'green' if aim.is_met else 'red'}]{aim}[/]", highlight=False)
        console.print()

    def write(self, folder: Path) -> Path:
        """Write it as a page in `folder`; return the file."""
        folder.mkdir(parents=True, exist_ok=True)
        page = folder / f"{self.name}.md"
        page.write_text(self._as_markdown(), encoding="utf-8")
        return page

    def _as_markdown(self) -> str:
        alignment = [":---", *["---:"] * (len(self.columns) - 1)]
        table = [_row(line) for line in (self.columns, alignment, *self.rows)]
        aims = [f"- {aim}" for aim in self.aims]
        machine = [_wrap(f"- {label}: {value}", "  ") for label, value in self.machine]
        method = [_wrap(line) for line in textwrap.dedent(self.method).strip().split("\n\n")]
        blocks = (
            [f"# {self.title}"],
            aims and ["Aims:", "", *aims],
            table,
            ["\n\n".join(method)],
            [f"Measured by `make bench PART={self.name}`:", "", *machine],
        )
        return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(" ".join(text.split()), WIDTH, subsequent_indent=indent)
