"""Work in the order that it depends on, as much at once as that allows."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from legato_local.progress import Reporter, Step


@dataclass(frozen=True)
class Job:
    """A step with a title, and the names of the jobs that must be done before it."""

    name: str
    title: str
    work: Callable[[Step], Awaitable[None]]
    after: Sequence[str] = ()


async def work_off(jobs: Sequence[Job], reporter: Reporter) -> None:
    """Do every job; the first failure cancels what goes on, and is raised as it is."""
    done = {job.name: asyncio.Event() for job in jobs}
    try:
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                group.create_task(_do(job, done, reporter))
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None


async def _do(job: Job, done: Mapping[str, asyncio.Event], reporter: Reporter) -> None:
    for name in job.after:
        await done[name].wait()
    with reporter.step(job.title) as step:
        await job.work(step)
    done[job.name].set()
