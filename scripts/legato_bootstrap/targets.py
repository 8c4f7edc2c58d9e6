"""What each make target does once the machine is ready."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from legato_bootstrap.account import become, give_folder
from legato_bootstrap.certificate import hand_over_certificate
from legato_bootstrap.charts import renew_charts
from legato_bootstrap.cluster import test_cluster, test_full
from legato_bootstrap.environment import build_environment
from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.lint import lint
from legato_bootstrap.locking import compile_lock
from legato_bootstrap.machine import Machine
from legato_bootstrap.places import refuse_foreign, refuse_newer
from legato_bootstrap.stacks import on_cluster, on_either
from legato_bootstrap.suites import bench, suite, test_all, test_e2e

SERVICES = ("services",)
"""What a running stack needs of the clone."""


def run(machine: Machine, args: Sequence[str]) -> NoReturn:
    """Start the stack from a copy of the services that stays as it is while they run."""
    refuse_foreign(machine.places.home)
    refuse_newer(machine.places.home)
    machine.ensure_runtime()
    give_folder(machine.places.home, machine.account)
    give_folder(machine.places.files, machine.account)
    app = machine.stage(machine.places.app, SERVICES)
    _execute(machine, app, ["run", *args])


def control(command: str, idle_code: int) -> Callable[[Machine, Sequence[str]], int]:
    """Return the target for a command on a stack; `idle_code` is its answer without one."""

    def target(machine: Machine, args: Sequence[str]) -> int:
        if not (machine.places.home / "home.json").exists():
            machine.progress.say(f"No Legato in {machine.places.home}; start one with: make run")
            return idle_code
        refuse_newer(machine.places.home)
        machine.ensure_runtime()
        _execute(machine, machine.stage_for_account(SERVICES), [command, *args])

    return target


def _execute(machine: Machine, app: Path, args: Sequence[str]) -> NoReturn:
    """Become the local runner; does not return."""
    env = build_environment(os.environ, machine.places, machine.account, app)
    hand_over_certificate(env, machine.places.home, machine.account)
    become(machine.account)
    os.chdir(machine.places.home)
    os.execve(machine.python, [machine.python, "-m", "legato_local", *args], env)


TARGETS: Mapping[str, Callable[[Machine, Sequence[str]], int]] = {
    "run": run,
    "stop": control("stop", 0),
    "status": on_either(control("status", 1), on_cluster("status")),
    "logs": on_either(control("logs", 1), on_cluster("logs")),
    "credentials": on_either(control("credentials", 1), on_cluster("credentials")),
    "reset": control("reset", 0),
    "up": on_cluster("up", builds=True),
    "down": on_cluster("down"),
    "halt": on_cluster("halt"),
    "images": on_cluster("images", builds=True),
    "charts": renew_charts,
    "lint": lint,
    "lock": compile_lock,
    "bench": bench,
    "test": test_all,
    "test-unit": suite("unit"),
    "test-charts": suite("charts"),
    "test-integration": suite("integration"),
    "test-e2e": test_e2e,
    "test-chaos": suite("chaos"),
    "test-cluster": test_cluster,
    "test-full": test_full,
}


def find_target(name: str) -> Callable[[Machine, Sequence[str]], int]:
    """Return the target called `name`; raise `BootstrapError` for an unknown one."""
    if name not in TARGETS:
        raise BootstrapError(f"There is no target {name!r}.", "See them with: make help")
    return TARGETS[name]
