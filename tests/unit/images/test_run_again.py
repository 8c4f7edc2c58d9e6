"""What Tilt starts a Python service with: at a signal it begins anew, with the sources of now."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.deadlines import PROCESS_GONE_SECONDS
from tests.support.waiting import until

SCRIPT = Path(__file__).parents[3] / "images" / "python" / "run-again.sh"

SERVICE = """#!/bin/sh
trap 'echo ended >> "$SEEN"; exit 7' TERM
echo "$1 with $(cat "$PYTHONPATH/module.py")" >> "$SEEN"
[ "$1" = migrate ] && exit 3
while :; do sleep 0.05; done
"""
"""Stands where the image has `run-service`, and writes down what happens to it."""


@dataclass(frozen=True)
class Place:
    """Folders of one container, as the script sees them."""

    folder: Path

    @property
    def copy(self) -> Path:
        return self.folder / "copy"

    async def seen(self) -> list[str]:
        """What the service wrote down so far."""
        file = self.folder / "seen"
        return file.read_text().splitlines() if file.exists() else []

    async def start(self, command: str) -> asyncio.subprocess.Process:
        # A shell cannot trap what whoever started the tests ignores, as `nohup` does a hangup.
        return await asyncio.create_subprocess_exec(
            *("env", "--default-signal=HUP", "sh", "-c", SCRIPT.read_text(), "run-again"),
            *(str(self.folder / "sources"), str(self.copy), command),
            env={"PATH": f"{self.folder}:{os.environ['PATH']}", "SEEN": str(self.folder / "seen")},
            start_new_session=True,
        )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "run-service").write_text(SERVICE)
    (tmp_path / "run-service").chmod(0o755)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "module.py").write_text("old source")
    return Place(tmp_path)


@pytest.fixture
async def serving(place: Place) -> AsyncIterator[asyncio.subprocess.Process]:
    """A service that has started."""
    process = await place.start("serve")
    try:
        await until(place.seen, "the service's start", PROCESS_GONE_SECONDS)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def test_a_hangup_runs_the_service_anew_with_changed_sources(
    place: Place, serving: asyncio.subprocess.Process
) -> None:
    (place.copy / "module.py").write_text("new source")
    serving.send_signal(signal.SIGHUP)

    async def anew() -> bool:
        return len(await place.seen()) == 3

    await until(anew, "the service's second start", PROCESS_GONE_SECONDS)
    assert await place.seen() == ["serve with old source", "ended", "serve with new source"]


async def test_the_end_of_the_container_is_passed_on_and_waited_for(
    place: Place, serving: asyncio.subprocess.Process
) -> None:
    serving.terminate()
    code = await asyncio.wait_for(serving.wait(), PROCESS_GONE_SECONDS)
    assert (code, await place.seen()) == (7, ["serve with old source", "ended"])


async def test_a_command_that_ends_is_not_run_again(place: Place) -> None:
    process = await place.start("migrate")
    code = await asyncio.wait_for(process.wait(), PROCESS_GONE_SECONDS)
    assert (code, await place.seen()) == (3, ["migrate with old source"])
