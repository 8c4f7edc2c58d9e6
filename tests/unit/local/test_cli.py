"""The commands, and what they may write in the home of another one."""

import shutil
from pathlib import Path

import pytest

from legato_local import cli
from legato_local.errors import RefusalError
from legato_local.home import Home, locked, open_home


@pytest.fixture
def home(short_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("LEGATO_HOME", str(short_folder / "h"))
    return open_home(short_folder / "h", port=9000)


def test_a_second_start_makes_no_keys_beside_the_first(home: Home) -> None:
    with locked(home), pytest.raises(RefusalError, match="Another command"):
        cli.run()
    assert not list(home.secrets.iterdir())
    assert not list(home.tls.iterdir())


def test_a_reset_goes_on_where_one_was_cut_off(home: Home) -> None:
    for folder in (home.secrets, home.tls, home.run):
        shutil.rmtree(folder)
    cli.reset(yes=True)
    assert not home.root.exists()


def test_logs_are_shown_before_there_are_keys(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    home.log("postgres").write_text("starting\n")
    cli.logs("postgres")
    assert capsys.readouterr().out == "starting\n"
