"""What a host may not do is taken out of what Docker asks runc for."""

import json
from pathlib import Path

import pytest

from legato_cluster import oci_runtime
from legato_cluster.capabilities import count_missing

EVERYTHING = "CapBnd:\t000001ffffffffff\n"
WITHOUT_RESOURCE = "Name:\tx\nCapBnd:\t000001fffeffffff\nCapAmb:\t0000000000000000\n"
LAST = 40

ASKED = {"capabilities": {"bounding": ["CAP_CHOWN", "CAP_SYS_RESOURCE"], "ambient": None}}
LEFT = {"capabilities": {"bounding": ["CAP_CHOWN"], "ambient": []}}


class Became(Exception):  # noqa: N818 - no failure
    """The program that a process turned into."""


@pytest.fixture(autouse=True)
def host(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_text(path: Path) -> str:
        return WITHOUT_RESOURCE if path == Path("/proc/self/status") else path.read_bytes().decode()

    def execv(program: str, words: list[str]) -> None:
        raise Became(program, *words)

    monkeypatch.setattr(Path, "read_text", read_text)
    monkeypatch.setattr("os.execv", execv)


def test_capabilities_are_counted_and_named_by_the_bounding_set() -> None:
    assert count_missing(EVERYTHING, LAST) == 0
    assert count_missing(WITHOUT_RESOURCE, LAST) == 1
    missing = oci_runtime.list_held(EVERYTHING) - oci_runtime.list_held(WITHOUT_RESOURCE)
    assert missing == {"CAP_SYS_RESOURCE"}


def test_a_capability_that_only_a_newer_kernel_knows_counts_as_missing() -> None:
    assert count_missing(EVERYTHING, LAST + 1) == 1


@pytest.mark.parametrize("words", [["create", "--bundle", "{}", "id"], ["run", "--bundle={}"]])
def test_a_new_container_is_given_what_the_host_has(tmp_path: Path, words: list[str]) -> None:
    file = tmp_path / "config.json"
    file.write_text(json.dumps({"process": ASKED, "root": {}}))
    with pytest.raises(Became, match="runc"):
        oci_runtime.main([word.format(tmp_path) for word in words])
    assert json.loads(file.read_text()) == {"process": LEFT, "root": {}}


def test_so_is_a_process_that_joins_a_container(tmp_path: Path) -> None:
    file = tmp_path / "process"
    file.write_text(json.dumps(ASKED))
    with pytest.raises(Became):
        oci_runtime.main(["--log", "x", "exec", "--process", str(file), "id"])
    assert json.loads(file.read_text()) == LEFT


def test_other_commands_pass_as_they_are() -> None:
    with pytest.raises(Became) as became:
        oci_runtime.main(["--root", "/run", "state", "id"])
    assert became.value.args[1:] == ("runc", "--root", "/run", "state", "id")
