"""The documents hold together: a link leads somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

LINK = re.compile(r"\]\(([^)\s]+)\)")


def relative_links() -> Iterator[tuple[Path, str]]:
    for page in (ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("services/**/*.md")):
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
