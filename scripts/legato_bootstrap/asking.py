"""Commands whose output is an answer: nothing is shown of it before their end."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from legato_bootstrap.errors import BootstrapError


def ask(
    argv: Sequence[str],
    *,
    seconds: float,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stderr: int | None = subprocess.PIPE,
) -> subprocess.CompletedProcess[str]:
    """Run `argv` and return its exit code and output, whatever they are.

    Raises `BootstrapError` when it takes more than `seconds`; it is killed then.
    """
    try:
        return subprocess.run(
            argv,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BootstrapError(
            f"No answer within {seconds:.0f} s from: {' '.join(argv)}",
            "Run it by hand to see what it waits for; then try again.",
        ) from None
