from pathlib import Path

from legato_local.files import tail, write_atomically


def test_a_file_is_replaced_whole_and_private(tmp_path: Path) -> None:
    file = tmp_path / "file"
    write_atomically(file, "one")
    write_atomically(file, b"two")
    assert file.read_text() == "two"
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_what_an_interrupted_write_left_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / ".file.new").write_text("half")
    write_atomically(tmp_path / "file", "whole")
    assert (tmp_path / "file").read_text() == "whole"


def test_a_log_is_read_from_its_end(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("".join(f"line {number}\n" for number in range(100_000)))
    assert tail(log, 2) == ["line 99998", "line 99999"]


def test_a_log_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert tail(tmp_path / "log", 5) == []
