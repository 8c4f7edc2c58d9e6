"""What a run of everything answers."""

import io
from types import SimpleNamespace
from typing import Any

import pytest

from legato_bootstrap import suites
from legato_bootstrap.progress import Progress


@pytest.mark.parametrize(
    ("linted", "tested", "answer"), [(0, 0, 0), (1, 0, 1), (0, 2, 2), (1, 2, 2), (1, 130, 130)]
)
def test_the_suites_run_whatever_lint_found_and_the_worse_code_counts(
    monkeypatch: pytest.MonkeyPatch, linted: int, tested: int, answer: int
) -> None:
    machine: Any = SimpleNamespace(progress=Progress(io.StringIO()))
    ran: list[tuple[str, ...]] = []

    def run_pytest(_: object, names: tuple[str, ...], __: object) -> int:
        ran.append(names)
        return tested

    monkeypatch.setattr(suites, "lint", lambda *_: linted)
    monkeypatch.setattr(suites, "_run_pytest", run_pytest)
    assert suites.test_all(machine, ()) == answer
    assert ran == [("unit", "charts", "integration", "e2e", "chaos")]
