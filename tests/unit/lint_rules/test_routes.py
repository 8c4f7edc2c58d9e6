"""Routes without a declared answer are found, and nothing else is."""

from pathlib import Path

import pytest

from lint_rules.routes import find_undeclared

SERVICES = Path(__file__).parents[3] / "services"


@pytest.mark.parametrize(
    "source",
    [
        "@router.get('/a')\nasync def f(): ...",
        "@router.post(path='/a')\ndef f(): ...",
        "@app.get('/a')\nasync def f() -> Any: ...",
        "@app.api_route('/a', methods=['GET'])\nasync def f(): ...",
        "async def f(): ...\napp.add_api_route('/a', f)",
        "async def f(): ...\napp.add_api_route('/a', endpoint=f)",
        "def make():\n    @router.delete('/a', status_code=204)\n    async def f(): ...",
    ],
)
def test_an_undeclared_answer_is_found(source: str) -> None:
    assert [name for _, name in find_undeclared(source)] == ["f"]


@pytest.mark.parametrize(
    "source",
    [
        "@router.get('/a')\nasync def f() -> Track: ...",
        "@router.delete('/a')\nasync def f() -> None: ...",
        "async def f() -> Track: ...\napp.add_api_route('/a', f)",
        "@cache.get\ndef f(): ...",
        "def f(): ...",
    ],
)
def test_declared_answers_and_other_functions_pass(source: str) -> None:
    assert not list(find_undeclared(source))


def test_every_route_of_the_services_declares_its_answer() -> None:
    files = sorted(SERVICES.rglob("*.py"))
    assert files
    assert not [(path, found) for path in files for found in find_undeclared(path.read_text())]
