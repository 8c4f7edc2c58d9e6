from pathlib import Path

from supervisor.events import Tick60Event  # type: ignore[import-untyped]

from legato_local.housekeeping import LARGEST_LOG, Housekeeping


def test_a_log_that_has_grown_too_large_is_set_aside(tmp_path: Path) -> None:
    large, small = tmp_path / "music.log", tmp_path / "user.log"
    large.write_bytes(b"x" * (LARGEST_LOG + 1))
    small.write_text("short")
    Housekeeping(tmp_path).on_minute(Tick60Event(60, None))
    assert large.stat().st_size == 0
    assert (tmp_path / "music.log.1").stat().st_size == LARGEST_LOG + 1
    assert small.read_text() == "short"


def test_a_program_goes_on_writing_into_a_log_that_was_cut(tmp_path: Path) -> None:
    log = tmp_path / "music.log"
    with log.open("ab", buffering=0) as program:
        program.write(b"x" * (LARGEST_LOG + 1))
        Housekeeping(tmp_path).on_minute(Tick60Event(60, None))
        program.write(b"next")
    assert log.read_bytes() == b"next"
