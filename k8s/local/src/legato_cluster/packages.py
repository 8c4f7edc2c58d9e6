"""Packages of the distribution, without prompts and without services that start by themselves."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from legato_cluster.commands import run
from legato_local.errors import RefusalError

POLICY = Path("/usr/sbin/policy-rc.d")
"""Asked by package scripts before they start a service; 101 forbids it."""

INSTALL_SECONDS = 900.0
"""Deadline for fetching and unpacking some 300 MB."""


def search_path() -> str:
    """Return PATH with the administrator's folders, which not every root shell has on it."""
    return f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"


def lacking(programs: dict[str, str]) -> Sequence[str]:
    """Return the packages of those programs that are not there; `programs` maps both."""
    path = search_path()
    return sorted({pack for name, pack in programs.items() if not shutil.which(name, path=path)})


async def install(packages: Sequence[str], log: Path) -> None:
    """Install packages; raise `RefusalError` where this user or system cannot."""
    if not packages:
        return
    refuse_impossible(packages)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with _services_stopped():
        for words in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
            await run(
                "system packages",
                ["apt-get", "--quiet", "--option", "DPkg::Lock::Timeout=120", *words],
                log=log,
                within=INSTALL_SECONDS,
                env=env,
            )


def refuse_impossible(packages: Sequence[str]) -> None:
    """Raise `RefusalError` when nobody can install here but the one who reads it."""
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise RefusalError(
            f"This system has no apt, and lacks what these Debian packages bring: {names}.",
            "Install them by your system's own means; Docker Engine alone is enough where"
            " images can be pulled.",
        )
    if os.geteuid() != 0:
        raise RefusalError(
            f"Missing on this machine: {names}. Installing them needs root.",
            f"As root: apt-get install {names}; or the whole as root: make up",
        )


@contextmanager
def _services_stopped() -> Iterator[None]:
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)
