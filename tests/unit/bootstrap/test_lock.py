"""Two starts at the same time."""

import fcntl
import io
import threading
from pathlib import Path

import pytest

from legato_bootstrap.lock import locked
from legato_bootstrap.progress import Progress

DEADLINE = 30.0
"""For taking a lock that was just given back."""


class Told(io.StringIO):
    """Text that sets an event once something was written."""

    def __init__(self) -> None:
        super().__init__()
        self.event = threading.Event()

    def flush(self) -> None:
        self.event.set()


def test_a_link_in_the_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("of root")
    (tmp_path / "lock").symlink_to(precious)
    with pytest.raises(OSError, match="symbolic links"), locked(tmp_path, Progress(io.StringIO())):
        pytest.fail("it was opened")
    assert precious.read_text() == "of root"


def test_the_second_start_says_that_it_waits_and_goes_on_after_the_first(tmp_path: Path) -> None:
    out = Told()
    entered = threading.Event()

    def second() -> None:
        with locked(tmp_path, Progress(out)):
            entered.set()

    thread = threading.Thread(target=second)
    with (tmp_path / "lock").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        thread.start()
        assert out.event.wait(DEADLINE)
        assert not entered.is_set()
    assert entered.wait(DEADLINE)
    thread.join(DEADLINE)
    assert "waiting" in out.getvalue()
