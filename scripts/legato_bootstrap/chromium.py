"""Debian's Chromium for the tests of the player; without it those are skipped."""

import os
import shutil

from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.logged import run_logged
from legato_bootstrap.machine import Machine

APT_SECONDS = 900
"""Deadline of one apt-get: about 120 MB over a slow line."""


def ensure_chromium(machine: Machine) -> None:
    """Install Chromium where this is root on Debian and it is missing; never fails."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0 or shutil.which("chromium") is not None:
        return
    machine.progress.say("Chromium for the tests of the player: about 120 MB to download once")
    try:
        _run_apt(machine, "package lists of Debian", [apt, "update"])
        _run_apt(
            machine,
            "chromium",
            [apt, "install", "--yes", "--no-install-recommends", "chromium"],
        )
    except BootstrapError as error:
        machine.progress.failure(error)
        machine.progress.say("Going on without Chromium: the player's tests will be skipped")


def _run_apt(machine: Machine, step: str, argv: list[str]) -> None:
    with machine.progress.step(step):
        run_logged(
            step,
            argv,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            log=machine.places.log,
            seconds=APT_SECONDS,
            on_line=machine.progress.note,
        )
