"""Which Python is taken."""

from pathlib import Path

import pytest

from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.interpreter import Interpreter, choose_interpreter, running_interpreter

OWN = Interpreter(Path("/root/own/python"), (3, 11))
SYSTEM = Interpreter(Path("/usr/bin/python3.12"), (3, 12))


def test_the_running_python_is_taken_when_it_is_usable() -> None:
    assert choose_interpreter(OWN, [SYSTEM], lambda _: True) == OWN


def test_the_next_one_is_taken_when_the_running_one_cannot_be_reached() -> None:
    assert choose_interpreter(OWN, [SYSTEM], lambda path: path == SYSTEM.path) == SYSTEM


def test_a_version_without_wheels_is_passed_over() -> None:
    newest = Interpreter(Path("/usr/bin/python3"), (3, 14))
    assert choose_interpreter(newest, [SYSTEM], lambda _: True) == SYSTEM


def test_no_reachable_python_is_refused_with_what_to_install() -> None:
    with pytest.raises(BootstrapError, match="cannot be reached") as refusal:
        choose_interpreter(OWN, [], lambda _: False)
    assert "apt install" in refusal.value.advice


def test_no_supported_python_is_refused_by_version() -> None:
    with pytest.raises(BootstrapError, match=r"this is 3\.14"):
        choose_interpreter(Interpreter(OWN.path, (3, 14)), [], lambda _: True)


def test_the_running_python_is_found_behind_its_virtual_environment() -> None:
    assert not running_interpreter().path.is_symlink()
