"""Waiting for what tells nobody when it happens."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(look: Callable[[], Awaitable[bool]], *, every: float, within: float) -> None:
    """Return once `look` says yes; raise TimeoutError when that takes longer than `within`."""
    async with asyncio.timeout(within):
        while not await look():  # noqa: ASYNC110 - see above
            await asyncio.sleep(every)
