"""What is refused before anything is changed."""

import contextlib
import os
import socket
from pathlib import Path

import pytest

from legato_cluster import packages
from legato_cluster.cluster import Cluster
from legato_cluster.refusals import locked, refuse_full_disk, refuse_taken_ports
from legato_local.errors import RefusalError


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    with contextlib.ExitStack() as stack:
        ports = []
        for _ in range(2):
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            ports.append(listener.getsockname()[1])
    return Cluster("legato", ports[0], ports[1], tmp_path / "states", tmp_path, tmp_path)


def test_a_full_disk_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(4 * 10**9))
    refuse_full_disk(tmp_path / "not/there/yet", has_image=True)
    with pytest.raises(RefusalError, match=r"25 GB of disk are needed, and 4\.0 GB are free"):
        refuse_full_disk(tmp_path / "not/there/yet", has_image=False)


def test_free_ports_are_taken(cluster: Cluster) -> None:
    refuse_taken_ports(cluster)


def test_a_port_that_another_holds_is_refused_with_its_holder(cluster: Cluster) -> None:
    with (
        socket.create_server(("127.0.0.1", cluster.https_port)),
        pytest.raises(RefusalError) as refused,
    ):
        refuse_taken_ports(cluster)
    assert f"port {cluster.https_port} is held by" in refused.value.fact
    assert f"(process {os.getpid()})" in refused.value.fact
    assert f"LEGATO_CLUSTER_TLS_PORT={cluster.https_port + 1000}" in refused.value.advice
    assert "LEGATO_CLUSTER_PORT" not in refused.value.advice


def test_two_commands_do_not_work_on_one_cluster(cluster: Cluster) -> None:
    with locked(cluster), pytest.raises(RefusalError, match="Another command"), locked(cluster):
        pass
    with locked(cluster):
        pass


def test_without_root_packages_are_named_and_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda *_, **__: "/usr/bin/apt-get")
    with pytest.raises(RefusalError, match=r"docker\.io\. Installing them needs root"):
        packages.refuse_impossible(["docker.io"])


def test_a_system_without_apt_is_told_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(RefusalError, match=r"no apt, .*: docker\.io"):
        packages.refuse_impossible(["docker.io"])


def test_programs_that_are_there_need_no_package() -> None:
    assert packages.lacking({"sh": "dash", "no-such-program": "ghost"}) == ["ghost"]


class Usage:
    """Of a disk."""

    def __init__(self, free: int) -> None:
        self.free = free
