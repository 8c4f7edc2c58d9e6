"""Nothing that a test run starts outlives it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[3] / "scripts"

DEADLINE = 60.0
"""For one session whose processes end within a second."""

SESSION = """
import os, sys
from signal import SIGKILL, SIGTERM
from pathlib import Path
from legato_bootstrap.progress import Progress
from legato_bootstrap.session import run_and_sweep
sys.exit(run_and_sweep(
    [sys.executable, "-c", sys.argv[1]], env=dict(os.environ), cwd=Path("/"),
    account=None, progress=Progress(sys.stderr),
    steps=((None, 0.2), (SIGTERM, 0.5), (SIGKILL, 30)),
))
"""
"""A session in a process of its own, since it adopts orphans and handles signals."""

DAEMON = """
import os, signal, sys
is_up, up = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        {prelude}
        print(os.getpid(), flush=True)
        os.close(1)
        os.write(up, b"!")
        signal.pause()
    os._exit(0)
os.read(is_up, 1)
"""
"""A command that leaves a server in the background."""


def start(command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SESSION, command],
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        stdout=subprocess.PIPE,
        text=True,
    )


def read_pid(session: subprocess.Popen[str]) -> int:
    assert session.stdout is not None
    return int(session.stdout.readline())


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(("code", "seen"), [("raise SystemExit(3)", 3), ("pass", 0)])
def test_the_exit_code_is_the_commands(code: str, seen: int) -> None:
    with start(code) as session:
        assert session.wait(DEADLINE) == seen


@pytest.mark.parametrize(
    "prelude", ["pass", "signal.signal(signal.SIGTERM, signal.SIG_IGN)"], ids=["polite", "stubborn"]
)
def test_a_server_left_in_the_background_is_ended_and_spoils_success(prelude: str) -> None:
    with start(DAEMON.format(prelude=prelude)) as session:
        daemon = read_pid(session)
        assert session.wait(DEADLINE) == 1
    assert not is_alive(daemon)


def test_a_failure_keeps_its_code_whatever_is_left_behind() -> None:
    with start(DAEMON.format(prelude="pass") + "raise SystemExit(3)") as session:
        daemon = read_pid(session)
        assert session.wait(DEADLINE) == 3
    assert not is_alive(daemon)


def test_a_session_that_is_told_to_end_interrupts_its_command_and_sweeps() -> None:
    with start(DAEMON.format(prelude="pass") + "signal.pause()") as session:
        daemon = read_pid(session)
        session.send_signal(signal.SIGTERM)
        assert session.wait(DEADLINE) == 128 + signal.SIGINT
    assert not is_alive(daemon)


def test_a_command_is_interrupted_when_its_session_is_killed() -> None:
    command = """
import os, signal
try:
    print(os.getpid(), flush=True)
    signal.pause()
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""
    with start(command) as session:
        read_pid(session)
        session.kill()
        assert session.stdout is not None
        assert session.stdout.read() == "interrupted\n"
