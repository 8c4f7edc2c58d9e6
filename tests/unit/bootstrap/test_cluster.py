"""What the suites on a cluster are started with."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from legato_bootstrap import cluster
from legato_bootstrap.machine import Machine
from legato_bootstrap.places import Places

Started = dict[str, object]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    places = Places(root=tmp_path / "clone", cache=tmp_path / "cache", home=tmp_path / "home")
    whole = SimpleNamespace(
        places=places,
        ensure_runtime=lambda: None,
        python="/venv/bin/python",
        progress=None,
        uv=SimpleNamespace(
            program=tmp_path / "uv", ensure=lambda _: None, environment=lambda: {"UV_INDEX": "i"}
        ),
    )
    places.cache.mkdir()
    return cast("Machine", whole)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    started: Started = {}

    def run_and_sweep(argv: list[str], **given: object) -> int:
        started.update(given, argv=argv)
        return 3

    monkeypatch.setattr(cluster, "run_and_sweep", run_and_sweep)
    monkeypatch.setattr(cluster, "ensure_chromium", lambda _: None)
    monkeypatch.setenv("LEGATO_CLUSTER_NAME", "legato")
    return started


def test_the_suites_run_in_the_clone_on_a_cluster_of_their_own(
    machine: Machine, started: Started
) -> None:
    assert cluster.test_cluster(machine, ["-k", "spread"]) == 3
    assert words(started)[:3] == ["/venv/bin/python", "-m", "tests.cluster"]
    assert words(started)[-2:] == ["-k", "spread"]
    assert started["cwd"] == machine.places.root
    env = cast("dict[str, str]", started["env"])
    assert env["LEGATO_CLUSTER_NAME"] == "legato-test"
    assert (env["LEGATO_CLUSTER_PORT"], env["LEGATO_CLUSTER_TLS_PORT"]) == ("8380", "8743")
    assert env["UV_INDEX"] == "i"
    assert env["LEGATO_CACHE"] == str(machine.places.cache)


def test_slow_tests_are_left_to_the_full_run(machine: Machine, started: Started) -> None:
    cluster.test_cluster(machine, ())
    assert "not full" in words(started)
    assert "tests/chaos" not in words(started)
    cluster.test_full(machine, ())
    assert "not full" not in words(started)
    assert "tests/chaos" in words(started)


def words(started: Started) -> list[str]:
    return cast("list[str]", started["argv"])
