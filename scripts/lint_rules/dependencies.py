"""Every FastAPI dependency is a coroutine.

FastAPI runs one that is a plain function in a thread, on every request. The hop alone took more
than a quarter of the CPU of a cached answer when it was found, by a benchmark and by nothing else.
"""

import ast
from collections.abc import Iterator


def find_threaded(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and name of each plain function in `source` that it gives to `Depends`."""
    tree = ast.parse(source)
    given = set(_given_to_depends(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in given:
            yield node.lineno, node.name


def _given_to_depends(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "Depends":
            named = [k.value for k in node.keywords if k.arg == "dependency"]
            yield from filter(None, map(_name, [*node.args[:1], *named]))


def _name(expression: ast.expr) -> str | None:
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else None
