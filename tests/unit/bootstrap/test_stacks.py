"""Which of the two stacks a command takes."""

import os
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.machine import Machine
from legato_bootstrap.stacks import Target, find_state, is_running, on_either, split_stack


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    monkeypatch.setenv("LEGATO_CLUSTER_STATE", str(tmp_path / "clusters"))
    monkeypatch.delenv("LEGATO_CLUSTER_NAME", raising=False)
    places = SimpleNamespace(home=tmp_path / "home")
    return cast("Machine", SimpleNamespace(places=places, progress=SimpleNamespace(say=print)))


def start_local(machine: Machine) -> None:
    started = Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]
    record = machine.places.home / "run/records/supervisor"
    record.parent.mkdir(parents=True)
    record.write_text(f"{os.getpid()} {started} boot")


def make_cluster(tmp_path: Path) -> None:
    state = tmp_path / "clusters/legato"
    state.mkdir(parents=True)
    (state / "created").touch()


def choose(machine: Machine, *args: str) -> list[str]:
    chosen: list[str] = []

    def stack(name: str) -> Target:
        def target(_: Machine, rest: Sequence[str]) -> int:
            chosen.extend((name, *rest))
            return 0

        return target

    assert on_either(stack("local"), stack("kind"))(machine, args) == 0
    return chosen


def test_the_one_that_runs_is_taken(machine: Machine, tmp_path: Path) -> None:
    make_cluster(tmp_path)
    assert choose(machine) == ["kind"]
    start_local(machine)
    assert choose(machine) == ["local"]


def test_with_neither_it_is_the_one_on_this_machine(machine: Machine) -> None:
    assert choose(machine, "--follow") == ["local", "--follow"]


def test_where_both_run_it_says_how_to_name_the_other(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_cluster(tmp_path)
    start_local(machine)
    choose(machine)
    assert "STACK=kind" in capsys.readouterr().out
    choose(machine, "--stack", "kind")
    assert capsys.readouterr().out == ""


def test_the_one_that_is_named_is_taken(machine: Machine, tmp_path: Path) -> None:
    make_cluster(tmp_path)
    assert choose(machine, "--stack", "local", "user") == ["local", "user"]


@pytest.mark.parametrize("args", [["--stack", "cloud"], ["--stack"]])
def test_there_are_but_two(args: list[str]) -> None:
    with pytest.raises(BootstrapError, match="There is no stack"):
        split_stack(args)


def test_a_supervisor_that_ended_does_not_run(machine: Machine) -> None:
    start_local(machine)
    record = machine.places.home / "run/records/supervisor"
    record.write_text(f"{os.getpid()} 1 boot")
    assert not is_running(machine.places.home)


def test_the_cluster_of_the_settings_is_looked_for(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "LEGATO_CLUSTER_NAME": "other"}
    assert find_state(env, is_root=False) == tmp_path / ".local/share/legato-cluster/other"
    assert find_state({}, is_root=True) == Path("/var/lib/legato-cluster/legato")
