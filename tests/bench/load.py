"""Two ways to ask: as fast as answers come, and at a pace that does not heed them."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence

from tests.bench.connection import Connection

ROUND_SLACK_SECONDS = 30.0
"""How much longer than planned a round may take before it is given up."""


async def closed_loop(
    connections: Sequence[Connection], requests: Iterator[bytes], seconds: float
) -> tuple[int, float]:
    """Let each connection ask again as soon as it is answered; return requests and seconds."""
    started = time.perf_counter()

    async def ask_on(connection: Connection) -> int:
        done = 0
        while time.perf_counter() - started < seconds:
            await connection.ask(next(requests))
            done += 1
        return done

    async with asyncio.timeout(seconds + ROUND_SLACK_SECONDS):
        counts = await asyncio.gather(*map(ask_on, connections))
    return sum(counts), time.perf_counter() - started


async def open_loop(
    action: Callable[[], Awaitable[None]], *, per_second: float, seconds: float
) -> list[float]:
    """Begin actions at random moments, `per_second` on average; return how long each took.

    Counted from the moment an action was meant to begin: one that waits for others to end has
    been waited for by its listener, too.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    moments, at = [], 0.0
    while (at := at + random.expovariate(per_second)) < seconds:
        moments.append(at)

    async def act(moment: float) -> float:
        await asyncio.sleep(began + moment - loop.time())
        await action()
        return loop.time() - began - moment

    async with asyncio.timeout(seconds + ROUND_SLACK_SECONDS):
        return await asyncio.gather(*map(act, moments))
