"""Every FastAPI route declares what it returns.

FastAPI checks and filters an answer by the declared type and writes it into the OpenAPI
document; a route without one sends whatever its function happens to return, internal fields
included, and no client can be generated from it.
"""

import ast
from collections.abc import Iterator

METHODS = {"get", "post", "put", "patch", "delete", "head", "options", "trace", "api_route"}
"""Decorators that make a function a route, as in `@router.get("/v1/me")`."""

VAGUE = {"Any", "object"}
"""Types that declare nothing."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def find_undeclared(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and name of each route in `source` that declares no return type."""
    tree = ast.parse(source)
    added = set(_added_by_call(tree))
    for node in ast.walk(tree):
        if isinstance(node, Function):
            is_route = node.name in added or any(map(_is_route, node.decorator_list))
            if is_route and not _declares(node):
                yield node.lineno, node.name


def _is_route(decorator: ast.expr) -> bool:
    """Whether this is a call of a route method with a path; a path is what tells it apart."""
    if not (isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute)):
        return False
    named = any(keyword.arg == "path" for keyword in decorator.keywords)
    return decorator.func.attr in METHODS and (bool(decorator.args) or named)


def _added_by_call(tree: ast.Module) -> Iterator[str]:
    """Yield the functions that `add_api_route(path, function)` makes routes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr != "add_api_route":
                continue
            given = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "endpoint")]
            yield from (value.id for value in given if isinstance(value, ast.Name))


def _declares(function: Function) -> bool:
    if function.returns is None:
        return False
    return not (isinstance(function.returns, ast.Name) and function.returns.id in VAGUE)
