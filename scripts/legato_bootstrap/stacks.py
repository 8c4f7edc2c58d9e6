"""Which Legato a command means: the one on this machine alone, or the one in a local cluster."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from legato_bootstrap.cluster import builder_environment, cluster_environment
from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.machine import Machine

Target = Callable[[Machine, Sequence[str]], int]

OPTION = "--stack"

LOCAL, KIND = "local", "kind"

ROOT_STATE = Path("/var/lib/legato-cluster")
"""Where root's clusters are, as `legato_cluster.settings` has it."""

USUAL_NAME = "legato"


def on_cluster(command: str, *, builds: bool = False) -> Target:
    """Return the target for a command of `legato_cluster`; one that `builds` may fetch Go."""

    def target(machine: Machine, args: Sequence[str]) -> NoReturn:
        machine.ensure_runtime()
        env = builder_environment(machine) if builds else cluster_environment(machine)
        os.chdir(machine.places.root)
        os.execve(machine.python, [machine.python, "-m", "legato_cluster", command, *args], env)

    return target


def on_either(local: Target, kind: Target) -> Target:
    """Return the target that takes the stack which `--stack` names, else the one that runs."""

    def target(machine: Machine, args: Sequence[str]) -> int:
        chosen, rest = split_stack(args)
        running = is_running(machine.places.home)
        there = is_made(find_state(os.environ, is_root=os.geteuid() == 0))
        if not chosen and running and there:
            machine.progress.say("Both run; this is the one on this machine. Else: STACK=kind")
        stack = chosen or (KIND if there and not running else LOCAL)
        return (kind if stack == KIND else local)(machine, rest)

    return target


def split_stack(args: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Take `--stack <name>` off the words; raise `BootstrapError` for an unknown name."""
    if OPTION not in args:
        return "", args
    place = args.index(OPTION)
    name = "".join(args[place + 1 : place + 2])
    if name not in (LOCAL, KIND):
        raise BootstrapError(f"There is no stack {name!r}.", f"It is {LOCAL} or {KIND}.")
    return name, [*args[:place], *args[place + 2 :]]


def is_running(home: Path) -> bool:
    """Whether the supervisor of a home on this machine runs."""
    try:
        pid, started, _ = (home / "run/records/supervisor").read_text().split()
        found = Path(f"/proc/{pid}/stat").read_text()
    except (OSError, ValueError):
        return False
    return found.rpartition(")")[2].split()[19] == started


def is_made(state: Path) -> bool:
    """Whether a cluster was made and not taken away."""
    return (state / "created").exists()


def find_state(env: Mapping[str, str], *, is_root: bool) -> Path:
    """Return the folder of the cluster that `env` names, by the rules of `legato_cluster`."""
    data = env.get("XDG_DATA_HOME") or Path(env.get("HOME") or "~").expanduser() / ".local/share"
    usual = ROOT_STATE if is_root else Path(data) / "legato-cluster"
    states = Path(env.get("LEGATO_CLUSTER_STATE") or usual)
    return states / (env.get("LEGATO_CLUSTER_NAME") or USUAL_NAME)
