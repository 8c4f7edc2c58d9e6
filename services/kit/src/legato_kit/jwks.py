"""Another service's public keys, fetched over HTTP and kept while it is away."""

import asyncio
import time

import httpx
import structlog
from jwt import PyJWK

from legato_kit.errors import UnavailableError
from legato_kit.tokens import parse_key_set

FRESH_SECONDS = 60.0
"""Age after which the set is fetched again in passing."""

PAUSE_SECONDS = 5.0
"""Least time between two fetches, so that tokens with made-up ids cannot cause a flood."""

FETCH_TIMEOUT_SECONDS = 2.0


class RemoteKeySource:
    """Keys of one JWK set. Stale keys serve on when the issuer does not answer."""

    def __init__(self, uri: str, http: httpx.AsyncClient) -> None:
        self._uri = uri
        self._http = http
        self._keys: dict[str, PyJWK] = {}
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")
        self._lock = asyncio.Lock()

    async def get_key(self, kid: str) -> PyJWK | None:
        """Return the key; fetch the set when the id is unknown or the set is old.

        Raises `UnavailableError` when no set was ever fetched.
        """
        if kid not in self._keys or self._age() > FRESH_SECONDS:
            await self._refresh()
        if not self._keys:
            raise UnavailableError("the keys that check tokens are not there yet")
        return self._keys.get(kid)

    def _age(self) -> float:
        return time.monotonic() - self._fetched_at

    async def _refresh(self) -> None:
        asked_at = time.monotonic()
        async with self._lock:
            pause = PAUSE_SECONDS if self._keys else 0.0
            if self._tried_at >= asked_at - pause:
                return
            self._tried_at = time.monotonic()
            try:
                answer = await self._http.get(self._uri, timeout=FETCH_TIMEOUT_SECONDS)
                answer.raise_for_status()
                self._keys = parse_key_set(answer.json())
                self._fetched_at = time.monotonic()
            except (httpx.HTTPError, ValueError) as error:
                structlog.get_logger().warning(
                    "key set not fetched", uri=self._uri, error=str(error)
                )
