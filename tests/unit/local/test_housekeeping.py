import errno
import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from supervisor.events import Tick60Event  # type: ignore[import-untyped]
from supervisor.loggers import Logger, StreamHandler  # type: ignore[import-untyped]

from legato_local.housekeeping import LARGEST_LOG, Housekeeping, never_fail


class FullDisk(io.StringIO):
    """A file that takes nothing more."""

    def write(self, _: str) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def reports() -> list[str]:
    return []


@pytest.fixture
def housekeeping(tmp_path: Path, reports: list[str]) -> Housekeeping:
    return Housekeeping(tmp_path, reports.append)


def test_a_log_that_has_grown_too_large_is_set_aside(
    tmp_path: Path, housekeeping: Housekeeping
) -> None:
    large, small = tmp_path / "music.log", tmp_path / "user.log"
    large.write_bytes(b"x" * (LARGEST_LOG + 1))
    small.write_text("short")
    housekeeping.on_minute(Tick60Event(60, None))
    assert large.stat().st_size == 0
    assert (tmp_path / "music.log.1").stat().st_size == LARGEST_LOG + 1
    assert small.read_text() == "short"


def test_a_program_goes_on_writing_into_a_log_that_was_cut(
    tmp_path: Path, housekeeping: Housekeeping
) -> None:
    log = tmp_path / "music.log"
    with log.open("ab", buffering=0) as program:
        program.write(b"x" * (LARGEST_LOG + 1))
        housekeeping.on_minute(Tick60Event(60, None))
        program.write(b"next")
    assert log.read_bytes() == b"next"


def test_a_log_that_a_full_disk_has_no_second_room_for_is_cut_all_the_same(
    tmp_path: Path, housekeeping: Housekeeping, reports: list[str]
) -> None:
    log = tmp_path / "music.log"
    log.write_bytes(b"x" * (LARGEST_LOG + 1))
    (tmp_path / "music.log.1").symlink_to("/dev/full")
    housekeeping.on_minute(Tick60Event(60, None))
    assert log.stat().st_size == 0
    assert len(reports) == 1
    assert "No space left" in reports[0]


def test_a_log_that_is_gone_is_reported_and_the_others_are_looked_after(
    tmp_path: Path, housekeeping: Housekeeping, reports: list[str]
) -> None:
    for name in ("a", "z"):
        (tmp_path / f"{name}.log").write_bytes(b"x" * (LARGEST_LOG + 1))
    (tmp_path / "gone.log").symlink_to(tmp_path / "nowhere")
    housekeeping.on_minute(Tick60Event(60, None))
    assert {(tmp_path / f"{name}.log").stat().st_size for name in ("a", "z")} == {0}
    assert len(reports) == 1
    assert "gone.log" in reports[0]


def test_a_group_that_may_not_be_ended_is_reported(
    housekeeping: Housekeeping, reports: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(group: int, _signal: int) -> None:
        raise PermissionError(group)

    monkeypatch.setattr(os, "killpg", refuse)
    process = SimpleNamespace(pid=7, config=SimpleNamespace(name="music"))
    housekeeping.on_end(SimpleNamespace(process=process))
    assert len(reports) == 1
    assert "music" in reports[0]


def test_the_supervisors_log_on_a_full_disk_raises_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", FullDisk())
    log = Logger(handlers=[StreamHandler(FullDisk())])
    with pytest.raises(OSError, match="No space left"):
        log.info("a program has ended")
    never_fail(log)
    log.info("a program has ended")
