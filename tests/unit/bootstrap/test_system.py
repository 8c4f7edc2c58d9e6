"""Which machines are refused."""

from pathlib import Path

import pytest

from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.system import (
    FIRST_RUN_BYTES,
    System,
    free_bytes,
    observe_system,
    refuse_full_disk,
    refuse_unsupported,
)


@pytest.mark.parametrize(
    ("machine", "libc", "has_compiler"),
    [
        ("x86_64", "glibc 2.34", False),
        ("x86_64", "glibc 2.41", True),
        ("aarch64", "glibc 3.0", True),
    ],
)
def test_a_linux_with_a_new_c_library_passes(
    machine: str, libc: str, *, has_compiler: bool
) -> None:
    refuse_unsupported(System(machine=machine, libc=libc, has_compiler=has_compiler))


@pytest.mark.parametrize(
    ("machine", "libc", "reason"),
    [
        ("riscv64", "glibc 2.41", "this machine is riscv64"),
        ("x86_64", "", "GNU C library"),
        ("x86_64", "glibc 2.31", "this is 2.31"),
        ("aarch64", "glibc 2.36", "C compiler"),
    ],
)
def test_other_machines_are_refused_with_the_reason(machine: str, libc: str, reason: str) -> None:
    with pytest.raises(BootstrapError, match=reason) as refusal:
        refuse_unsupported(System(machine=machine, libc=libc, has_compiler=False))
    assert refusal.value.advice


def test_a_full_disk_is_refused_and_a_just_large_enough_one_is_not() -> None:
    refuse_full_disk(Path("/data"), FIRST_RUN_BYTES)
    with pytest.raises(BootstrapError, match=r"2 GB of disk, and 2\.0 GB are free at /data"):
        refuse_full_disk(Path("/data"), FIRST_RUN_BYTES - 1)


def test_free_space_is_that_of_the_disk_a_missing_folder_would_be_on(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "not" / "yet") > 0


def test_this_machine_is_supported() -> None:
    refuse_unsupported(observe_system())
