"""When packages are installed anew, and what is shown meanwhile."""

import io
from pathlib import Path

import pytest

from legato_bootstrap.interpreter import Interpreter
from legato_bootstrap.progress import Progress
from legato_bootstrap.runtime import report_downloads, runtime_key

PYTHON = Interpreter(Path("/usr/bin/python3.11"), (3, 11))
KEY = runtime_key(b"lock", "1.0", PYTHON, "x86_64")


def test_the_same_facts_are_the_same_runtime() -> None:
    assert runtime_key(b"lock", "1.0", PYTHON, "x86_64") == KEY


@pytest.mark.parametrize(
    "other",
    [
        runtime_key(b"other", "1.0", PYTHON, "x86_64"),
        runtime_key(b"lock", "1.1", PYTHON, "x86_64"),
        runtime_key(b"lock", "1.0", Interpreter(PYTHON.path, (3, 12)), "x86_64"),
        runtime_key(b"lock", "1.0", Interpreter(Path("/opt/python3.11"), (3, 11)), "x86_64"),
        runtime_key(b"lock", "1.0", PYTHON, "aarch64"),
    ],
)
def test_any_other_fact_is_another_runtime(other: str) -> None:
    assert other != KEY


class Terminal(io.StringIO):
    """Text that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_downloads_are_counted_in_megabytes() -> None:
    out = Terminal()
    read = report_downloads(Progress(out))
    for line in ("Downloading envoy (30.4MiB)", "Downloading nginx (2.6MiB)", " Downloaded envoy"):
        read(line)
    assert out.getvalue().endswith("30 of 33 MB")
