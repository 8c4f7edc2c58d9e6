"""Check the named folders: `python -m lint_rules services`."""

import sys
from pathlib import Path

from lint_rules.routes import find_undeclared

found = [
    f"{path}:{line}: route {name} declares no return type"
    for folder in sys.argv[1:]
    for path in sorted(Path(folder).rglob("*.py"))
    for line, name in find_undeclared(path.read_text())
]
sys.exit("\n".join(found) or 0)
