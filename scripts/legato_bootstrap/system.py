"""Which machines Legato runs on without containers: decided before anything is changed."""

import os
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

from legato_bootstrap.errors import BootstrapError

MIN_GLIBC = (2, 34)
"""The oldest C library that the wheels of Postgres and Envoy are built for."""

FIRST_RUN_BYTES = 2 * 10**9
"""Free space for packages and demo music (1.1 GB), a young home (0.2 GB), and some to work in."""

CLUSTER = "Use a Kubernetes cluster instead."


@dataclass(frozen=True, kw_only=True)
class System:
    """What was found; `libc` as in `glibc 2.36`, empty when it is not GNU's."""

    machine: str
    libc: str
    has_compiler: bool


def observe_system() -> System:
    """Look at this machine."""
    return System(
        machine=platform.machine(),
        libc=_read_libc(),
        has_compiler=shutil.which("cc") is not None and shutil.which("make") is not None,
    )


def _read_libc() -> str:
    try:
        return os.confstr("CS_GNU_LIBC_VERSION") or ""
    except ValueError:
        return ""


def refuse_unsupported(system: System) -> None:
    """Raise `BootstrapError` for a machine that the server wheels do not exist for."""
    if system.machine not in {"x86_64", "aarch64"}:
        raise BootstrapError(
            f"The servers exist for x86-64 and arm64, and this machine is {system.machine}.",
            CLUSTER,
        )
    name, _, version = system.libc.partition(" ")
    if name != "glibc":
        raise BootstrapError(
            "The servers need a Linux with the GNU C library; this one has another (musl?).",
            CLUSTER,
        )
    if tuple(int(part) for part in version.split(".")[:2]) < MIN_GLIBC:
        wanted = ".".join(map(str, MIN_GLIBC))
        raise BootstrapError(
            f"The servers need glibc {wanted} or newer, and this is {version}.",
            f"Use a newer system (Debian 12, Ubuntu 22.04, Fedora 36 or later). {CLUSTER}",
        )
    if system.machine == "aarch64" and not system.has_compiler:
        raise BootstrapError(
            "On arm64 Valkey is compiled, and there is no C compiler or make.",
            "Install them, for instance: apt install build-essential",
        )


def refuse_full_disk(folder: Path, free: int) -> None:
    """Raise `BootstrapError` when `free` bytes are too few for a first run in `folder`."""
    if free < FIRST_RUN_BYTES:
        raise BootstrapError(
            f"A first run needs {FIRST_RUN_BYTES / 10**9:.0f} GB of disk, and"
            f" {free / 10**9:.1f} GB are free at {folder}.",
            "Make room, or choose other disks with LEGATO_CACHE=<folder> and LEGATO_HOME=<folder>.",
        )


def free_bytes(folder: Path) -> int:
    """Free bytes on the disk that holds `folder`, which may not exist yet."""
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(existing).free
