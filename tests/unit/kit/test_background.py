"""Background work ends with its block, even if a cancellation gets lost in it."""

import asyncio
import contextlib

import pytest

from legato_kit import background
from legato_kit.background import end, every


async def test_work_goes_on_until_the_end_of_the_block() -> None:
    rounds = asyncio.Semaphore(0)

    async def count() -> None:
        rounds.release()

    async with background.background(every(0.001, count)):
        await rounds.acquire()
        await rounds.acquire()


async def test_an_error_does_not_end_periodic_work() -> None:
    rounds = asyncio.Semaphore(0)

    async def fail() -> None:
        rounds.release()
        raise ValueError

    async with background.background(every(0.001, fail)):
        await rounds.acquire()
        await rounds.acquire()


async def test_a_lost_cancellation_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "CANCEL_AGAIN_SECONDS", 0.01)
    started = asyncio.Event()

    async def lose_one() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            started.set()
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    async with background.background(lose_one()):
        await started.wait()


async def test_a_task_that_is_done_is_left_as_it_is() -> None:
    task = asyncio.create_task(asyncio.sleep(0, "done"))
    await task
    await end(task, 1)
    assert task.result() == "done"
