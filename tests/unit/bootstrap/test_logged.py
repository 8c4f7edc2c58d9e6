"""Commands of a step."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from legato_bootstrap.errors import BootstrapError, StepError, explain
from legato_bootstrap.logged import run_logged

DEADLINE = 60.0
"""Ample for a Python that prints a line."""

SCRIPTS = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "scripts")}


def run(log: Path, code: str, seconds: float = DEADLINE) -> list[str]:
    lines: list[str] = []
    argv = [sys.executable, "-c", code]
    run_logged("step", argv, env=os.environ, log=log, seconds=seconds, on_line=lines.append)
    return lines


def test_output_goes_to_the_log_and_to_the_reader(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert run(log, "print('a'); print('b')") == ["a", "b"]
    assert log.read_text() == "a\nb\n"


def test_a_failure_carries_the_end_of_the_log(tmp_path: Path) -> None:
    with pytest.raises(StepError, match="step: the command ended with code 3") as failure:
        run(tmp_path / "log", "print('why'); raise SystemExit(3)")
    assert failure.value.tail == ["why"]


def test_a_command_that_hangs_is_ended_at_its_deadline(tmp_path: Path) -> None:
    with pytest.raises(BootstrapError, match="not done after"):
        run(tmp_path / "log", "import signal; signal.pause()", seconds=0.1)


def test_a_command_ends_with_the_start_that_ran_it(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    command = (
        f"import signal; kept = open({str(fifo)!r}, 'w'); print('up', flush=True); signal.pause()"
    )
    start = (
        "import os, sys; from pathlib import Path; from legato_bootstrap.logged import run_logged;"
        "run_logged('step', [sys.executable, '-c', sys.argv[1]], env=os.environ, seconds=60,"
        f"log=Path({str(tmp_path / 'log')!r}))"
    )
    with (
        subprocess.Popen([sys.executable, "-c", start, command], env=SCRIPTS) as started,
        fifo.open() as until_ended,
    ):
        started.kill()
        assert not until_ended.read()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("[Errno -3] Temporary failure in name resolution", "no package index"),
        ("error: client error (Connect): dns error", "no package index"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that is locked"),
        ("error: Hash mismatch for `a`", "not the one that is locked"),
    ],
)
def test_usual_causes_are_named(tmp_path: Path, said: str, reason: str) -> None:
    log = tmp_path / "log"
    log.write_text(said)
    assert reason in explain("step", 1, log).reason
