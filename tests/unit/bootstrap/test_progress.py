"""What is shown of steps and failures."""

import io
import re
from pathlib import Path

import pytest

from legato_bootstrap.errors import BootstrapError, StepError
from legato_bootstrap.progress import Progress


def test_a_step_shows_its_name_and_seconds() -> None:
    out = io.StringIO()
    with Progress(out).step("uv 1.0"):
        pass
    assert re.fullmatch(r"  uv 1\.0 \.+ \d+\.\d s\n", out.getvalue())


def test_a_failed_step_says_so() -> None:
    out = io.StringIO()
    with pytest.raises(BootstrapError), Progress(out).step("uv"):
        raise BootstrapError("why", "what to do")
    assert re.search(r"uv \.+ failed after \d+\.\d s\n", out.getvalue())


def test_passing_details_stay_out_of_a_log_file() -> None:
    out = io.StringIO()
    Progress(out).note("12 MB")
    assert not out.getvalue()


def test_a_failure_shows_reason_end_of_log_and_advice() -> None:
    out = io.StringIO()
    Progress(out).failure(StepError("uv", "broke.", "Do this.", Path("log"), ["last line"]))
    assert out.getvalue() == "\n  uv: broke.\n    | last line\n  Do this.\n\n"
