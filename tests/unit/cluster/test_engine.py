"""A Docker Engine is found, or started, and only an idle one of our own is stopped."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from legato_cluster import engine as module
from legato_cluster import packages
from legato_cluster.cluster import Cluster
from legato_cluster.docker import Docker
from legato_cluster.engine import Engine
from legato_cluster.errors import CommandError
from legato_local.errors import RefusalError
from legato_local.processes import identify, read_record

DAEMON_SECONDS = "120"
"""How long a daemon of these tests would live if nobody ended it."""


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


@pytest.fixture
def cluster(tmp_path: Path, programs: Path, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    docker = Docker(programs / "docker")
    monkeypatch.setattr(module, "find_docker", lambda: docker if docker.program.exists() else None)
    monkeypatch.setattr(module, "RUN", tmp_path / "run")
    monkeypatch.setattr(module, "USER_CONFIGURATION", tmp_path / "their.json")
    monkeypatch.setattr(module, "INOTIFY", {})
    monkeypatch.setattr(module, "is_restricted", lambda: False)
    monkeypatch.setattr(module, "PACKAGES", {})
    monkeypatch.setattr(packages, "search_path", lambda: f"{programs}:{os.defpath}")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    (tmp_path / "run/docker/containerd").mkdir(parents=True)
    return Cluster("legato", 8180, 8543, tmp_path / "states", tmp_path / "cache", tmp_path)


@pytest.fixture
def daemon() -> Iterator[subprocess.Popen[bytes]]:
    """A daemon that an earlier command started."""
    with subprocess.Popen(["/bin/sleep", DAEMON_SECONDS], start_new_session=True) as process:
        yield process
        process.kill()


def install(folder: Path, name: str, *lines: str) -> None:
    program = folder / name
    program.write_text("\n".join(("#!/bin/sh", *lines)) + "\n")
    program.chmod(0o755)


def record(cluster: Cluster, daemon: subprocess.Popen[bytes]) -> Path:
    known = identify(daemon.pid)
    assert known is not None
    cluster.engine.mkdir(parents=True)
    file = cluster.engine / "dockerd.record"
    file.write_text(f"{known.pid} {known.started} {known.boot}\n")
    return file


def answer_when_up(cluster: Cluster, programs: Path) -> None:
    install(programs, "docker", f"test -e {cluster.root}/up")


def start_well(cluster: Cluster, programs: Path) -> None:
    install(programs, "dockerd", f"touch {cluster.root}/up", f"exec sleep {DAEMON_SECONDS}")


async def test_an_engine_that_answers_is_used_as_it_is(cluster: Cluster, programs: Path) -> None:
    install(programs, "docker", "exit 0")
    assert (await Engine(cluster).ensure()).program == programs / "docker"
    assert not cluster.engine.exists()


async def test_without_root_it_says_what_the_engine_said(
    cluster: Cluster, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    install(programs, "docker", "echo 'permission denied on the socket' >&2; exit 1")
    with pytest.raises(RefusalError, match="permission denied on the socket"):
        await Engine(cluster).ensure()


async def test_an_engine_is_started_recorded_and_stopped(cluster: Cluster, programs: Path) -> None:
    answer_when_up(cluster, programs)
    start_well(cluster, programs)
    await Engine(cluster).ensure()
    started = read_record(cluster.engine / "dockerd.record")
    assert started is not None
    assert started.is_alive
    assert await Engine(cluster).stop()
    assert not started.is_alive


async def test_it_gets_the_users_own_settings_as_well(cluster: Cluster, programs: Path) -> None:
    module.USER_CONFIGURATION.write_text('{"storage-driver": "btrfs", "bip": "10.9.0.1/24"}')
    answer_when_up(cluster, programs)
    start_well(cluster, programs)
    await Engine(cluster).ensure()
    await Engine(cluster).stop()
    given = json.loads((cluster.engine / "daemon.json").read_text())
    assert (given["storage-driver"], given["bip"]) == ("btrfs", "10.9.0.1/24")
    assert "default-runtime" not in given


async def test_a_restricted_host_gets_a_runtime_that_asks_for_less(
    cluster: Cluster, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "is_restricted", lambda: True)
    answer_when_up(cluster, programs)
    start_well(cluster, programs)
    await Engine(cluster).ensure()
    await Engine(cluster).stop()
    given = json.loads((cluster.engine / "daemon.json").read_text())
    runtime = Path(given["runtimes"][given["default-runtime"]]["path"])
    assert os.access(runtime, os.X_OK)


async def test_what_a_killed_daemon_left_is_cleared_away(cluster: Cluster, programs: Path) -> None:
    for name in module.DAEMONS:
        (module.RUN / name).write_text(str(os.getpid()))
    answer_when_up(cluster, programs)
    start_well(cluster, programs)
    await Engine(cluster).ensure()
    await Engine(cluster).stop()
    assert not any((module.RUN / name).exists() for name in module.DAEMONS)


async def test_a_daemon_that_cannot_start_is_no_wait(cluster: Cluster, programs: Path) -> None:
    answer_when_up(cluster, programs)
    install(programs, "dockerd", "echo no overlay >&2", "exit 1")
    with pytest.raises(CommandError, match="ended right after its start") as failed:
        await Engine(cluster).ensure()
    assert failed.value.log is not None
    assert "no overlay" in failed.value.log.read_text()


@pytest.mark.parametrize("said", ["echo 1234abcd", "exit 1"], ids=["containers run", "no answer"])
async def test_an_engine_that_may_be_needed_is_left_running(
    cluster: Cluster, programs: Path, daemon: subprocess.Popen[bytes], said: str
) -> None:
    install(programs, "docker", said)
    file = record(cluster, daemon)
    assert not await Engine(cluster).stop()
    assert daemon.poll() is None
    assert file.exists()


async def test_an_engine_that_someone_else_started_is_left_running(
    cluster: Cluster, programs: Path
) -> None:
    install(programs, "docker", "exit 0")
    assert not await Engine(cluster).stop()
