"""The Docker Engine: the one that answers, else Debian's, started and stopped by this program."""

import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from legato_cluster import oci_runtime, packages
from legato_cluster.capabilities import is_restricted
from legato_cluster.cluster import Cluster
from legato_cluster.docker import Docker, find_docker
from legato_cluster.errors import CommandError
from legato_local.errors import RefusalError
from legato_local.files import held, make_folder, write_atomically
from legato_local.processes import Identity, end, identify, read_record

PACKAGES = {"dockerd": "docker.io", "iptables": "iptables"}

START_SECONDS = 90.0
"""Deadline of a daemon's first answer: it may have containers and networks to mend."""

POLL_SECONDS = 0.3
"""Pause between two looks at a starting daemon."""

STOP_SECONDS = 60.0
"""How long a daemon may take to stop what runs in it."""

RUN = Path("/run")

DAEMONS = {"docker.pid": "dockerd", "docker/containerd/containerd.pid": "containerd"}
"""Files below `RUN` that name a process, and what that process is called."""

USER_CONFIGURATION = Path("/etc/docker/daemon.json")

INOTIFY = {
    Path("/proc/sys/fs/inotify/max_user_instances"): 1024,
    Path("/proc/sys/fs/inotify/max_user_watches"): 524288,
}
"""The kernel's 128 instances are too few for three nodes with their pods."""


class Engine:
    """The engine as one cluster's commands see it."""

    def __init__(self, cluster: Cluster) -> None:
        self._folder = cluster.engine
        self._record = self._folder / "dockerd.record"
        self._log = self._folder / "dockerd.log"
        self._packages_log = cluster.log("packages")

    async def find(self) -> Docker | None:
        """Return the engine if one answers to this user; None otherwise."""
        docker = find_docker()
        if docker is None or not await _answers(docker):
            return None
        return docker

    async def ensure(self) -> Docker:
        """Return an engine that answers; installed and started where root may do so.

        Raises `RefusalError` where this user can neither use one nor start one.
        """
        found = await self.find()
        if found is None:
            await self._refuse_powerless()
            make_folder(self._folder)
            with held(self._folder / "lock", "the Docker Engine"):
                await packages.install(packages.lacking(PACKAGES), self._packages_log)
                found = await self._start()
        _raise_limits()
        return found

    async def stop(self) -> bool:
        """Stop the engine if this program started it and nothing runs in it; say whether."""
        started = read_record(self._record)
        if started is None or not started.is_alive:
            return False
        docker = find_docker()
        running = await docker.ask("ps", "--quiet") if docker else None
        # One that cannot say what runs in it is left alone, too.
        if running is None or running.code != 0 or running.output.strip():
            return False
        containerd = _daemon(RUN / "docker/containerd/containerd.pid")
        for daemon in filter(None, (started, containerd)):
            await asyncio.to_thread(end, daemon, signal.SIGTERM, STOP_SECONDS)
        self._record.unlink()
        return True

    async def _refuse_powerless(self) -> None:
        if os.geteuid() == 0:
            return
        docker = find_docker()
        said = "it is not installed"
        if docker is not None:
            said = (await docker.ask("version")).errors.strip().splitlines()[-1]
        raise RefusalError(
            f"No Docker Engine answers to this user: {said}.",
            "Start it, or join the group docker; or run this as root: make up",
        )

    async def _start(self) -> Docker:
        docker = find_docker()
        if docker is None:
            raise RefusalError("The package docker.io brought no docker.", "Reinstall docker.io.")
        await self._clean_up()
        daemon = self._launch()
        try:
            async with asyncio.timeout(START_SECONDS):
                while not await _answers(docker):
                    if identify(daemon) is None:
                        raise CommandError(
                            "Docker Engine", "ended right after its start", self._log
                        )
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            reason = f"no answer {START_SECONDS:.0f} s after its start"
            raise CommandError("Docker Engine", reason, self._log) from None
        return docker

    def _launch(self) -> int:
        """Start a daemon that outlives this program; return its id."""
        configuration = self._folder / "daemon.json"
        write_atomically(configuration, json.dumps(self._configure(), indent=2))
        path = packages.search_path()
        program = shutil.which("dockerd", path=path) or "dockerd"
        with self._log.open("wb") as log, Path(os.devnull).open("rb") as nothing:
            daemon = os.posix_spawn(
                program,
                [program, "--config-file", str(configuration)],
                {**os.environ, "PATH": path},
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, nothing.fileno(), 0),
                    (os.POSIX_SPAWN_DUP2, log.fileno(), 1),
                    (os.POSIX_SPAWN_DUP2, log.fileno(), 2),
                ],
                setsid=True,
            )
        if process := identify(daemon):
            record = f"{process.pid} {process.started} {process.boot}\n"
            write_atomically(self._record, record)
        return daemon

    def _configure(self) -> Mapping[str, Any]:
        theirs = json.loads(USER_CONFIGURATION.read_text()) if USER_CONFIGURATION.exists() else {}
        ours = {
            "storage-driver": "overlay2",
            "exec-opts": ["native.cgroupdriver=cgroupfs"],
            "log-opts": {"max-size": "10m"},
        }
        return {**ours, **theirs, **self._configure_runtime()}

    def _configure_runtime(self) -> Mapping[str, Any]:
        if not is_restricted():
            return {}
        runtime = self._folder / "oci-runtime"
        interpreter = Path(sys.executable).resolve()
        write_atomically(
            runtime, f"#!{interpreter} -IS\n{Path(oci_runtime.__file__).read_text()}", 0o755
        )
        return {"default-runtime": "legato", "runtimes": {"legato": {"path": str(runtime)}}}

    async def _clean_up(self) -> None:
        """Take away what a killed daemon left, which a new one would wait for or refuse."""
        for name, program in DAEMONS.items():
            file = RUN / name
            left = _daemon(file)
            if left is not None and _command(left.pid) == program:
                await asyncio.to_thread(end, left, signal.SIGTERM, STOP_SECONDS)
            file.unlink(missing_ok=True)


async def _answers(docker: Docker) -> bool:
    return (await docker.ask("version", "--format", "{{.Server.Version}}")).code == 0


def _daemon(file: Path) -> Identity | None:
    try:
        return identify(int(file.read_text()))
    except (FileNotFoundError, ValueError):
        return None


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _raise_limits() -> None:
    if os.geteuid() != 0:
        return
    for file, wanted in INOTIFY.items():
        if int(file.read_text()) < wanted:
            file.write_text(str(wanted))
