"""Another service's public keys, fetched over HTTP and kept while it is away."""

import asyncio
import time

import httpx
import structlog
from jwt import PyJWK

from legato_kit.errors import UnavailableError
from legato_kit.tokens import parse_key_set

REFRESH_SECONDS = 60.0
"""How often a process fetches the set in the background."""

PAUSE_SECONDS = 5.0
"""Least time between two fetches, so that tokens with made-up ids cannot cause a flood."""

FETCH_TIMEOUT_SECONDS = 2.0


class RemoteKeySource:
    """Keys of one JWK set, which serve on when the issuer does not answer.

    Whoever makes one also has `refresh` called every `REFRESH_SECONDS`, which is how new keys come
    in and old ones go; a request waits for a fetch only when its key is unknown.
    """

    def __init__(self, uri: str, http: httpx.AsyncClient) -> None:
        self._uri = uri
        self._http = http
        self._keys: dict[str, PyJWK] = {}
        self._tried_at = float("-inf")
        self._lock = asyncio.Lock()

    async def get_key(self, kid: str) -> PyJWK | None:
        """Return the key, fetching the set when the id is unknown.

        Raises `UnavailableError` when no set was ever fetched.
        """
        if kid not in self._keys:
            await self.refresh()
        if not self._keys:
            raise UnavailableError("the keys that check tokens are not there yet")
        return self._keys.get(kid)

    async def refresh(self) -> None:
        """Fetch the set, unless that was tried a moment ago; keep the old one on failure."""
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
            except (httpx.HTTPError, ValueError) as error:
                structlog.get_logger().warning(
                    "key set not fetched", uri=self._uri, error=str(error)
                )
