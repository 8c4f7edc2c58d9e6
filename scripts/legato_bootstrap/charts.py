"""The charts: the programs that read them, and renewing what is made from them."""

import os
from collections.abc import Sequence
from pathlib import Path

from legato_bootstrap.asking import ask
from legato_bootstrap.cluster import builder_environment
from legato_bootstrap.environment import build_environment
from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.machine import Machine

TOOLS = ("helm", "kubeconform")

API = "--api"
"""Option of `renew_charts`: also the schemas of Kubernetes' kinds, which kubectl asks for."""

BUILD_SECONDS = 3600
"""Deadline of the programs, where Go has to be fetched and kubectl built as well."""

RENEW_SECONDS = 300
"""Deadline of all renderings, on a machine with much else to do."""


def find_tools(machine: Machine, names: Sequence[str] = TOOLS) -> Path:
    """Return the folder of the programs, built where they are missing; raise `BootstrapError`."""
    built = ask(
        [machine.python, "-m", "legato_cluster", "tools", *names],
        env=builder_environment(machine),
        cwd=machine.places.root,
        seconds=BUILD_SECONDS,
        stderr=None,
    )
    if built.returncode != 0:
        raise BootstrapError(
            f"There is no {' and no '.join(names)} to read the charts with.",
            "What their build failed at stands above.",
        )
    return Path(built.stdout.strip())


def renew_charts(machine: Machine, args: Sequence[str]) -> int:
    """Write the schemas of the charts' values and what the charts render to."""
    machine.ensure_runtime()
    tools = find_tools(machine, (*TOOLS, "kubernetes") if API in args else TOOLS)
    root = machine.places.root
    renewed = ask(
        [machine.python, "-m", "legato_charts", *args],
        env={
            **build_environment(os.environ, machine.places, None, root),
            "PYTHONPATH": str(root / "scripts"),
            "LEGATO_TOOLS": str(tools),
        },
        cwd=root,
        seconds=RENEW_SECONDS,
        stderr=None,
    )
    return renewed.returncode
