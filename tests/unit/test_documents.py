"""The documents hold together: a link leads somewhere, a command is one."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

LINK = re.compile(r"\]\(([^)\s]+)\)")

COMMAND = re.compile(r"(?:^ *|`)make ([a-z0-9-]+)", re.MULTILINE)
"""A command in a line of its own, or in backticks."""

TARGET = re.compile(r"^([a-z0-9-]+):", re.MULTILINE)


def pages() -> Iterator[Path]:
    yield ROOT / "README.md"
    for folder in ("charts", "docs", "services"):
        yield from ROOT.glob(f"{folder}/**/*.md")


def relative_links() -> Iterator[tuple[Path, str]]:
    for page in pages():
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("#"):
                yield page, target.partition("#")[0]


def test_every_link_to_a_file_leads_to_one() -> None:
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page, target in relative_links()
        if not (page.parent / target).exists()
    ]
    assert dead == []


def test_every_make_command_has_its_target() -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    unknown = {
        f"{page.relative_to(ROOT)}: make {name}"
        for page in pages()
        for name in COMMAND.findall(page.read_text(encoding="utf-8"))
        if name not in targets
    }
    assert unknown == set()
