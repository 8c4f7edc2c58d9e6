"""Commands whose output is an answer."""

import sys

import pytest

from legato_bootstrap.asking import ask
from legato_bootstrap.errors import BootstrapError

DEADLINE = 60.0
"""Ample for a Python that prints a line."""


def test_the_answer_comes_with_its_code() -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
    answer = ask([sys.executable, "-c", code], seconds=DEADLINE)
    assert (answer.returncode, answer.stdout, answer.stderr) == (3, "out\n", "err\n")


def test_a_command_that_does_not_answer_is_refused_by_name() -> None:
    hangs = [sys.executable, "-c", "import signal; signal.pause()"]
    with pytest.raises(BootstrapError, match=r"No answer within 0 s from: .*signal\.pause"):
        ask(hangs, seconds=0.1)
