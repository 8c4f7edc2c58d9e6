import asyncio
import io

import pytest
from rich.console import Console

from legato_local.progress import Bars, Lines


def test_lines_name_each_step_with_its_outcome_and_time() -> None:
    out = io.StringIO()
    lines = Lines(out)
    with lines.step("Postgres"):
        pass
    with pytest.raises(LookupError), lines.step("gateway"):
        raise LookupError
    done, failed = out.getvalue().splitlines()
    assert done.split() == ["done", "0.0", "s", "Postgres"]
    assert failed.split() == ["failed", "0.0", "s", "gateway"]


def test_lines_tell_of_each_quarter_once() -> None:
    out = io.StringIO()
    with Lines(out).step("import") as step:
        for done in range(17):
            step.advance(done, 16)
    assert [line.split()[0] for line in out.getvalue().splitlines()] == ["25", "50", "75", "done"]


def test_bars_name_each_step_and_mark_what_failed() -> None:
    out = io.StringIO()
    with Bars(Console(file=out, force_terminal=True, width=100)) as bars:
        with bars.step("Postgres") as step:
            step.say("starting")
            step.advance(1, 2)
        with pytest.raises(LookupError), bars.step("gateway"):
            raise LookupError
    assert "Postgres" in out.getvalue()
    assert "failed" in out.getvalue()


def test_a_step_that_was_cut_short_has_not_failed() -> None:
    out = io.StringIO()
    with pytest.raises(asyncio.CancelledError), Lines(out).step("gateway"):
        raise asyncio.CancelledError
    assert out.getvalue().split()[0] == "stopped"
