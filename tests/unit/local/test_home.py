import json
import stat
from pathlib import Path

import pytest

from legato_local.errors import LocalError, RefusalError
from legato_local.home import FORMAT, LONGEST_HOME, find_home, locked, open_home, remove_data


def test_a_new_home_is_private_and_remembers_its_ports(short_folder: Path) -> None:
    made = open_home(short_folder / "home", port=9000)
    assert stat.S_IMODE(made.root.stat().st_mode) == 0o700
    assert open_home(made.root).port == 9000
    assert find_home(made.root).port == 9000


def test_a_named_port_replaces_the_one_that_is_remembered(short_folder: Path) -> None:
    open_home(short_folder / "home", port=9000)
    open_home(short_folder / "home", port=9100)
    assert open_home(short_folder / "home").port == 9100


def test_the_ports_stay_while_another_command_is_at_work(short_folder: Path) -> None:
    home = open_home(short_folder / "home", port=9000)
    with locked(home), pytest.raises(RefusalError, match="Another command"):
        open_home(home.root, port=9100)
    assert find_home(home.root).port == 9000


def test_a_home_of_a_newer_version_is_refused_and_left_alone(short_folder: Path) -> None:
    root = short_folder / "home"
    root.mkdir()
    content = json.dumps({"format": FORMAT + 1, "port": 8080, "new": "thing"})
    (root / "home.json").write_text(content)
    with pytest.raises(RefusalError, match="written by a newer Legato"):
        open_home(root)
    assert (root / "home.json").read_text() == content
    assert [path.name for path in root.iterdir()] == ["home.json"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "x", "port": 1}'])
def test_a_home_that_cannot_be_understood_is_refused(short_folder: Path, content: str) -> None:
    (short_folder / "home.json").write_text(content)
    with pytest.raises(RefusalError, match="cannot be understood"):
        open_home(short_folder)


def test_a_folder_with_other_things_is_no_home(short_folder: Path) -> None:
    (short_folder / "letters.txt").touch()
    with pytest.raises(RefusalError, match="holds other things"):
        open_home(short_folder)


def test_a_folder_that_holds_the_program_alone_becomes_a_home(short_folder: Path) -> None:
    (short_folder / "app").mkdir()
    assert open_home(short_folder).root == short_folder


def test_a_path_too_long_for_sockets_is_refused() -> None:
    with pytest.raises(RefusalError, match="too long"):
        open_home(Path("/") / ("x" * LONGEST_HOME))


def test_a_path_that_would_need_quoting_is_refused(short_folder: Path) -> None:
    with pytest.raises(RefusalError, match="characters"):
        open_home(short_folder / "my music")


def test_where_there_is_no_home_none_is_found(short_folder: Path) -> None:
    with pytest.raises(RefusalError, match="no Legato"):
        find_home(short_folder / "nowhere")


def test_a_reset_removes_what_legato_made_and_nothing_else(short_folder: Path) -> None:
    home = open_home(short_folder / "home")
    (home.objects / "song.ogg").touch()
    (home.root / "letter.txt").touch()
    (home.root / "app").mkdir()
    remove_data(home)
    assert [path.name for path in home.root.iterdir()] == ["letter.txt"]


def test_a_reset_removes_the_folder_when_nothing_else_is_in_it(short_folder: Path) -> None:
    home = open_home(short_folder / "home")
    remove_data(home)
    assert not home.root.exists()


def test_a_reset_leaves_an_empty_folder_where_only_root_may_remove_it(short_folder: Path) -> None:
    home = open_home(short_folder / "home")
    short_folder.chmod(0o500)
    try:
        remove_data(home)
        assert not list(home.root.iterdir())
    finally:
        short_folder.chmod(0o700)


def test_what_a_reset_cannot_remove_is_named_and_the_next_one_goes_on(short_folder: Path) -> None:
    home = open_home(short_folder / "home", port=9000)
    (home.objects / "song.ogg").touch()
    home.objects.chmod(0o500)
    with pytest.raises(LocalError, match=r"song\.ogg: Permission denied"):
        remove_data(home)
    assert {path.name for path in home.root.iterdir()} == {"objects", "home.json", "lock"}
    assert find_home(home.root) == home
    home.objects.chmod(0o700)
    remove_data(home)
    assert not home.root.exists()


def test_a_link_to_other_data_is_named_and_not_followed(short_folder: Path) -> None:
    home = open_home(short_folder / "home")
    (short_folder / "disk").mkdir()
    home.objects.rmdir()
    home.objects.symlink_to(short_folder / "disk")
    with pytest.raises(LocalError, match=f"{home.objects}: .*symbolic link"):
        remove_data(home)
    assert (short_folder / "disk").is_dir()


def test_two_commands_do_not_work_on_one_home_at_once(short_folder: Path) -> None:
    home = open_home(short_folder / "home")
    with locked(home), pytest.raises(RefusalError, match="Another command"), locked(home):
        pytest.fail("both hold it")
    with locked(home):
        pass
