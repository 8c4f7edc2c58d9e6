"""Waiting for an event: the only pauses that tests know, each with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

LOOK_EVERY_SECONDS = 0.05
"""Pause between two looks; short, since every look is cheap."""

Seen = TypeVar("Seen")


async def until(
    look: Callable[[], Awaitable[Seen]],
    what: str,
    within: float,
    *,
    every: float = LOOK_EVERY_SECONDS,
) -> Seen:
    """Look until the result is true, and return it.

    Fails the test with `what` and the last result when that does not happen `within` seconds.
    """
    last: object = "nothing looked at"
    try:
        async with asyncio.timeout(within):
            while not (last := await look()):  # noqa: ASYNC110 - what is looked at sends no event
                await asyncio.sleep(every)
            return last
    except TimeoutError:
        message = f"{what}: not within {within:.0f} s; seen last: {last!r}"
        raise AssertionError(message) from None
