"""The route table against the services' own documents: none may know a path that it does not."""

import json
import re
from pathlib import Path

import pytest

from tests.support.routes import NOT_ROUTED, ROUTES

DOCUMENTS = Path(__file__).parents[2] / "docs" / "openapi"

SERVICES = ("user", "music")


def anonymous(path: str) -> str:
    """The path without the names of its parameters."""
    return re.sub(r"\{\w+\}", "{}", path)


def documented(service: str) -> set[tuple[str, str]]:
    """Every operation that the service offers, as (method, path)."""
    document = json.loads((DOCUMENTS / f"{service}.json").read_text(encoding="utf-8"))
    return {
        (method.upper(), anonymous(path))
        for path, operations in document["paths"].items()
        for method in operations
    }


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_of_a_service_is_in_the_table_and_the_other_way_round(
    service: str,
) -> None:
    rows = {
        (route.method, anonymous(route.path))
        for route in (*ROUTES, *NOT_ROUTED)
        if route.service == service
    }
    assert rows == documented(service)


def test_no_operation_has_two_owners() -> None:
    rows = [(route.method, anonymous(route.path)) for route in (*ROUTES, *NOT_ROUTED)]
    assert len(set(rows)) == len(rows)
