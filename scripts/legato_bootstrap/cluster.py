"""Commands on a local cluster: they run as the user who types them, in the clone."""

import os
from collections.abc import Sequence

from legato_bootstrap.chromium import ensure_chromium
from legato_bootstrap.environment import build_environment
from legato_bootstrap.lock import locked
from legato_bootstrap.machine import Machine
from legato_bootstrap.session import run_and_sweep

TEST_CLUSTER = {
    "LEGATO_CLUSTER_NAME": "legato-test",
    "LEGATO_CLUSTER_PORT": "8380",
    "LEGATO_CLUSTER_TLS_PORT": "8743",
}
"""Beside the cluster of `make up`, which no test touches."""

SUITES = ("tests/e2e", "tests/cluster")
"""In this order: the second takes the release away and installs it again."""

SLOW = ("tests/chaos",)
"""Kills pods in place of processes."""


def cluster_environment(machine: Machine) -> dict[str, str]:
    """Return the variables of `legato_cluster`: root's own cache, for it runs what lies there."""
    places = machine.places
    env = build_environment(os.environ, places, None, places.root)
    sources = [*env["PYTHONPATH"].split(os.pathsep), str(places.root / "k8s/local/src")]
    return {
        **env,
        "PYTHONPATH": os.pathsep.join(sources),
        "PYTHONPYCACHEPREFIX": str(places.cache / "bytecode"),
        "LEGATO_CACHE": str(places.cache),
        "LEGATO_UV": str(machine.uv.program),
    }


def builder_environment(machine: Machine) -> dict[str, str]:
    """Return the same for commands that may have to build: with uv, which fetches Go."""
    with locked(machine.places.cache, machine.progress):
        machine.uv.ensure(machine.progress)
    return {**machine.uv.environment(), **cluster_environment(machine)}


def test_cluster(machine: Machine, args: Sequence[str]) -> int:
    """Run the suites on a cluster of their own, but for the slow tests."""
    return _run_suites(machine, [*SUITES, "-m", "not full", *args])


def test_full(machine: Machine, args: Sequence[str]) -> int:
    """Run the suites on a cluster of their own, whole."""
    return _run_suites(machine, [*SUITES, *SLOW, *args])


def _run_suites(machine: Machine, args: Sequence[str]) -> int:
    machine.ensure_runtime()
    ensure_chromium(machine)
    words = ["-o", f"cache_dir={machine.places.cache / 'pytest'}", *args]
    return run_and_sweep(
        [machine.python, "-m", "tests.cluster", *words],
        env={**builder_environment(machine), **TEST_CLUSTER},
        cwd=machine.places.root,
        account=None,
        progress=machine.progress,
    )
