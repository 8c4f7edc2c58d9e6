"""A source that another task can end."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from music_service.storage.interruptible import InterruptedSourceError, Interruptible


async def forever(begun: asyncio.Event) -> AsyncIterator[bytes]:
    yield b"first"
    begun.set()
    await asyncio.Event().wait()


async def test_whoever_waits_for_the_next_chunk_gets_an_error() -> None:
    begun = asyncio.Event()
    source = Interruptible(forever(begun))
    assert await anext(source) == b"first"
    waiting = asyncio.ensure_future(anext(source))
    await begun.wait()
    source.interrupt()
    with pytest.raises(InterruptedSourceError):
        await waiting
    with pytest.raises(InterruptedSourceError):
        await anext(source)


async def test_a_cancellation_of_the_reader_itself_stays_one() -> None:
    begun = asyncio.Event()
    source = Interruptible(forever(begun))
    await anext(source)
    waiting = asyncio.ensure_future(anext(source))
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
