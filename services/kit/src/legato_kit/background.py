"""Work that goes on beside requests: bounded in number, ended with the process."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog

JITTER = 0.2
"""Share by which pauses vary, so that replicas do not work in step."""

CANCEL_AGAIN_SECONDS = 2.0
"""How long a cancelled task may take to end before it is told once more."""


def with_jitter(seconds: float) -> float:
    """Return the pause, longer or shorter by up to the jitter's share."""
    return seconds * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311


async def every(seconds: float, action: Callable[[], Awaitable[object]]) -> None:
    """Run the action again and again, for ever; an error is logged and the next round tries."""
    name = getattr(action, "__qualname__", repr(action))
    while True:
        await asyncio.sleep(with_jitter(seconds))
        try:
            await action()
        except Exception:  # noqa: BLE001 - whatever it was, the next round tries again
            structlog.get_logger().warning("periodic work failed", work=name, exc_info=True)


@asynccontextmanager
async def background(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run coroutines while the block runs; cancel them, and wait for their end, after it."""
    tasks = [asyncio.create_task(coroutine) for coroutine in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            await end(task, CANCEL_AGAIN_SECONDS)
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def end(task: asyncio.Task[Any], seconds: float) -> None:
    """Cancel a task, once more every `seconds`, until it has ended with whatever result.

    Once is not enough before Python 3.12: `asyncio.wait_for`, on which drivers build, loses a
    cancellation that comes in the moment in which what it waits for is done.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=seconds)
