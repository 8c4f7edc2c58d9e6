"""An iterator that another task can end with an error, even while it waits."""

import asyncio
from collections.abc import AsyncIterator
from typing import Self


class InterruptedSourceError(Exception):
    """Whoever reads the source is to stop and clean up."""


class Interruptible:
    """Passes chunks on until it is interrupted.

    A writer that is cancelled cannot clean up after itself; one whose source fails does.
    """

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._is_interrupted = False
        self._waiting: asyncio.Task[object] | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._is_interrupted:
            raise InterruptedSourceError
        self._waiting = asyncio.current_task()
        try:
            return await anext(self._chunks)
        except asyncio.CancelledError as error:
            if self._is_interrupted:
                raise InterruptedSourceError from error
            raise
        finally:
            self._waiting = None

    def interrupt(self) -> None:
        """End the source: whoever waits for its next chunk gets an error instead."""
        self._is_interrupted = True
        if self._waiting is not None:
            self._waiting.cancel()
