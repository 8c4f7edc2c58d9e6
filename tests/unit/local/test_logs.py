import io
from pathlib import Path

import pytest

from legato_local.errors import RefusalError
from legato_local.home import Home, open_home
from legato_local.logs import show_logs


@pytest.fixture
def home(short_folder: Path) -> Home:
    made = open_home(short_folder / "home")
    made.log("user").write_text("one\ntwo\n")
    made.log("music").write_text("three\n")
    return made


def test_all_logs_are_shown_by_the_names_of_their_parts(home: Home) -> None:
    out = io.StringIO()
    show_logs(home, None, lines=1, follow=False, out=out)
    assert [line.split() for line in out.getvalue().splitlines()] == [
        ["music", "three"],
        ["user", "two"],
    ]


def test_one_log_is_shown_as_it_is(home: Home) -> None:
    out = io.StringIO()
    show_logs(home, "user", lines=10, follow=False, out=out)
    assert out.getvalue() == "one\ntwo\n"


def test_an_unknown_part_is_refused_with_those_that_there_are(home: Home) -> None:
    with pytest.raises(RefusalError) as refused:
        show_logs(home, "users", lines=10, follow=False, out=io.StringIO())
    assert "music, user" in refused.value.advice
