"""The checks that need no server."""

import os
import subprocess
from collections.abc import Sequence

from legato_bootstrap.asking import ask
from legato_bootstrap.machine import Machine

CHECK_SECONDS = 900
"""Deadline of one check: mypy without its cache, on a slow machine with much else to do."""


def lint(machine: Machine, _args: Sequence[str]) -> int:
    """Run every check in the clone and show what those that failed said; 0 when all passed."""
    machine.ensure_runtime()
    results = [_check(machine, name, words) for name, words in _checks(machine)]
    return 0 if all(results) else 1


def _checks(machine: Machine) -> list[tuple[str, list[str]]]:
    caches = machine.places.cache / "lint"
    return [
        ("ruff check", ["ruff", "check", "--cache-dir", str(caches / "ruff"), "."]),
        (
            "ruff format",
            ["ruff", "format", "--check", "--cache-dir", str(caches / "ruff"), "."],
        ),
        ("mypy", ["mypy", "--cache-dir", str(caches / "mypy")]),
        ("routes declare their answers", ["lint_rules", "services"]),
    ]


def _check(machine: Machine, name: str, words: Sequence[str]) -> bool:
    root = machine.places.root
    with machine.progress.step(name):
        done = ask(
            [machine.python, "-m", *words],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root / "scripts")},
            stderr=subprocess.STDOUT,
            seconds=CHECK_SECONDS,
        )
    if done.returncode != 0:
        machine.progress.say(f"{name} found:\n{done.stdout}")
    return done.returncode == 0
