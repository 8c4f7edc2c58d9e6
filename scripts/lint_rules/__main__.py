"""Check the named folders: `python -m lint_rules services`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from lint_rules.dependencies import find_threaded
from lint_rules.routes import find_undeclared


def check(path: Path) -> Iterator[str]:
    """Yield what is wrong with one file."""
    source = path.read_text()
    for line, name in find_undeclared(source):
        yield f"{path}:{line}: route {name} declares no return type"
    for line, name in find_threaded(source):
        yield f"{path}:{line}: dependency {name} is not a coroutine, so it runs in a thread"


found = [
    problem
    for folder in sys.argv[1:]
    for path in sorted(Path(folder).rglob("*.py"))
    for problem in check(path)
]
sys.exit("\n".join(found) or 0)
