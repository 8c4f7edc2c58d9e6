"""Dependencies that would run in threads are found, and nothing else is."""

from pathlib import Path

import pytest

from lint_rules.dependencies import find_threaded

SERVICES = Path(__file__).parents[3] / "services"


@pytest.mark.parametrize(
    "source",
    [
        "def f(): ...\nContext = Annotated[str, Depends(f)]",
        "def f(): ...\nasync def route(x: str = Depends(dependency=f)): ...",
        "def f(): ...\nrouter = APIRouter(dependencies=[fastapi.Depends(f)])",
    ],
)
def test_a_plain_function_is_found(source: str) -> None:
    assert [name for _, name in find_threaded(source)] == ["f"]


@pytest.mark.parametrize(
    "source",
    [
        "async def f(): ...\nContext = Annotated[str, Depends(f)]",
        "def f(): ...",
        "def f(): ...\nx = other(f)",
        "x = Depends()",
    ],
)
def test_coroutines_and_other_functions_pass(source: str) -> None:
    assert not list(find_threaded(source))


def test_every_dependency_of_the_services_is_a_coroutine() -> None:
    files = sorted(SERVICES.rglob("*.py"))
    assert files
    assert not [(path, found) for path in files for found in find_threaded(path.read_text())]
