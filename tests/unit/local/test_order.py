import asyncio
import io

import pytest

from legato_local.order import Job, work_off
from legato_local.progress import Lines, Step


async def test_a_job_waits_for_what_it_needs_and_for_nothing_else() -> None:
    done: list[str] = []
    gate = asyncio.Event()

    async def slow(_: Step) -> None:
        await gate.wait()
        done.append("slow")

    async def free(_: Step) -> None:
        done.append("free")
        gate.set()

    async def last(_: Step) -> None:
        done.append("last")

    jobs = [
        Job("last", "last", last, ["slow"]),
        Job("slow", "slow", slow),
        Job("free", "free", free),
    ]
    await work_off(jobs, Lines(io.StringIO()))
    assert done == ["free", "slow", "last"]


async def test_the_first_failure_is_raised_as_it_is_and_ends_the_rest() -> None:
    ended: list[str] = []

    async def fail(_: Step) -> None:
        raise LookupError("broken")

    async def endless(_: Step) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("endless")

    jobs = [Job("endless", "endless", endless), Job("fail", "fail", fail)]
    with pytest.raises(LookupError, match="broken"):
        await work_off(jobs, Lines(io.StringIO()))
    assert ended == ["endless"]
