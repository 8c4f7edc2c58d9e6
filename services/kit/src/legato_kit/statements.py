"""SQL as text: named statements in `.sql` files beside the storage code that runs them.

A statement starts at a line `-- name: <name>`; the comment lines right after it say what it is
for. `accounts.sql` holding `-- name: get` makes the statement `accounts.get`.
"""

import re
from collections.abc import Iterator, Mapping
from importlib import resources

_NAME = re.compile(r"^-- name: ([a-z_]+)$", re.MULTILINE)


class Statements(Mapping[str, str]):
    """The named statements of one package, read once."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)

    def __getitem__(self, name: str) -> str:
        return self._texts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def load_statements(*packages: str) -> Statements:
    """Read every `.sql` file of the packages; raise ValueError for a name given twice."""
    texts: dict[str, str] = {}
    for package in packages:
        for file in resources.files(package).iterdir():
            if not file.name.endswith(".sql"):
                continue
            stem = file.name.removesuffix(".sql")
            for name, text in parse_statements(file.read_text(encoding="utf-8")):
                key = f"{stem}.{name}"
                if key in texts:
                    raise ValueError(f"two statements are called {key}")
                texts[key] = text
    return Statements(texts)


def parse_statements(text: str) -> Iterator[tuple[str, str]]:
    """Yield (name, statement) in file order; what stands before the first name is prose."""
    parts = _NAME.split(text)
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        yield name, body.strip().removesuffix(";")
