"""Commands of a step: their output goes to a log, their failure is explained."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from legato_bootstrap.errors import BootstrapError, explain
from legato_bootstrap.prctl import end_with_parent


def run_logged(
    step: str,
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    log: Path,
    seconds: float,
    on_line: Callable[[str], None] = lambda _: None,
    cwd: Path | None = None,
) -> None:
    """Run `argv` to its end, each line of its output into `log` and to `on_line`.

    Raises `StepError` when it fails, and `BootstrapError` when it takes more than `seconds`.
    """
    deadline = time.monotonic() + seconds
    with log.open("w") as written, _start(argv, env, cwd or log.parent) as process:
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            for line in process.stdout or ():
                written.write(line)
                on_line(line.rstrip())
            code = process.wait()
        finally:
            timer.cancel()
            timer.join()
            process.terminate()
    if code != 0 and time.monotonic() >= deadline:
        raise BootstrapError(
            f"{step}: not done after {seconds:.0f} s.", f"Try again; its log is in {log}."
        )
    if code != 0:
        raise explain(step, code, log)


def _start(argv: Sequence[str], env: Mapping[str, str], cwd: Path) -> subprocess.Popen[str]:
    """Start a command that ends with this process: one left alone would write on, unlocked."""
    return subprocess.Popen(
        argv,
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        preexec_fn=partial(end_with_parent, signal.SIGTERM),  # noqa: PLW1509  (no other threads)
    )
