import asyncio
import dataclasses
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from legato_local.processes import Identity, end, identify, read_record
from tests.support.waiting import until

ENDED_SECONDS = 30.0


async def start_sleeper(*, deaf: bool = False) -> tuple[asyncio.subprocess.Process, Identity]:
    code = "import signal, time\n"
    code += "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" if deaf else ""
    code += "print('up', flush=True)\ntime.sleep(600)"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    await process.stdout.readline()
    identity = identify(process.pid)
    assert identity is not None
    return process, identity


async def test_a_stranger_that_has_the_id_by_now_is_left_alone() -> None:
    process, identity = await start_sleeper()
    earlier = dataclasses.replace(identity, started=identity.started - 1)
    before_the_boot = dataclasses.replace(identity, boot="another")
    for stranger in (earlier, before_the_boot):
        assert not stranger.is_alive
        end(stranger, signal.SIGKILL, ENDED_SECONDS)
    assert identity.is_alive
    process.kill()
    await process.wait()


async def test_a_process_ends_when_it_is_asked_to() -> None:
    process, identity = await start_sleeper()
    await asyncio.to_thread(end, identity, signal.SIGTERM, ENDED_SECONDS)
    assert not identity.is_alive
    assert await process.wait() == -signal.SIGTERM


async def test_a_process_that_does_not_listen_is_killed() -> None:
    process, identity = await start_sleeper(deaf=True)
    await asyncio.to_thread(end, identity, signal.SIGTERM, 0.1)
    assert await process.wait() == -signal.SIGKILL


def test_a_process_that_is_dead_but_unburied_is_nobody() -> None:
    with subprocess.Popen(["/bin/sleep", "600"]) as process:
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert identify(process.pid) is None


async def test_a_process_lives_as_long_as_one_of_its_threads() -> None:
    code = (
        "import ctypes, threading, time\n"
        "threading.Thread(target=time.sleep, args=(600,)).start()\n"
        "ctypes.CDLL(None).pthread_exit(None)"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code)

    async def has_lost_its_first_thread() -> bool:
        return psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE

    await until(has_lost_its_first_thread, "the end of the first thread", ENDED_SECONDS)
    assert identify(process.pid) is not None
    process.kill()
    await process.wait()
    assert identify(process.pid) is None


def test_a_process_that_is_gone_is_nobody() -> None:
    gone = Identity(pid=2**22 + 1, started=1, boot="any")
    assert not gone.is_alive
    end(gone, signal.SIGKILL, ENDED_SECONDS)


@pytest.mark.parametrize("content", ["", "123", "123 456", "a b c", "1 2 boot more"])
def test_half_a_record_is_none(tmp_path: Path, content: str) -> None:
    record = tmp_path / "postgres"
    record.write_text(content)
    assert read_record(record) is None


def test_a_record_that_was_never_written_is_none(tmp_path: Path) -> None:
    assert read_record(tmp_path / "postgres") is None


def test_this_process_is_itself() -> None:
    me = identify(os.getpid())
    assert me is not None
    assert me.is_alive
