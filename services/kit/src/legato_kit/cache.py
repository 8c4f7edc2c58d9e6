"""A cache that may be away: every call fails open, is counted, and ends within its deadline."""

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from legato_kit.metrics import Metrics
from legato_kit.telemetry import Telemetry

SOCKET_TIMEOUT_SECONDS = 0.05
"""A cache that is slower than the database is no cache."""

MAX_CONNECTIONS = 64
"""Connections per process; above that calls fail open."""


class Cache:
    """Bytes by key. A cache that does not answer looks empty and forgets what it is told."""

    def __init__(self, uri: str | None, telemetry: Telemetry, metrics: Metrics) -> None:
        self._telemetry = telemetry
        self._operations = metrics.cache_operations
        self._client = None if uri is None else _build_client(uri)
        self._away = False

    async def get(self, key: str) -> bytes | None:
        """Return the value, or None when there is none or the cache is away."""
        if self._client is None:
            return None
        try:
            with self._telemetry.client_span("cache.get", {"db.system.name": "valkey"}):
                value = await self._client.get(key)
        except (RedisError, OSError, TimeoutError) as error:
            self._failed("get", error)
            return None
        self._succeeded("get", "miss" if value is None else "hit")
        return value if isinstance(value, bytes) else None

    async def put(self, key: str, value: bytes, *, ttl_seconds: int) -> None:
        """Store a value that has just been written: it replaces what is there."""
        await self._set(key, value, ttl_seconds, only_new=False)

    async def fill(self, key: str, value: bytes, *, ttl_seconds: int) -> None:
        """Store a value that was read: it never replaces one, which may be newer."""
        await self._set(key, value, ttl_seconds, only_new=True)

    async def _set(self, key: str, value: bytes, ttl_seconds: int, *, only_new: bool) -> None:
        if self._client is None:
            return
        try:
            with self._telemetry.client_span("cache.set", {"db.system.name": "valkey"}):
                await self._client.set(key, value, ex=ttl_seconds, nx=only_new)
        except (RedisError, OSError, TimeoutError) as error:
            self._failed("set", error)
        else:
            self._succeeded("set", "ok")

    async def close(self) -> None:
        """Close every connection."""
        if self._client is not None:
            await self._client.aclose()

    def _failed(self, operation: str, error: Exception) -> None:
        self._operations.labels(operation, "error").inc()
        if not self._away:
            self._away = True
            structlog.get_logger().warning("the cache is away", error=str(error))

    def _succeeded(self, operation: str, outcome: str) -> None:
        self._operations.labels(operation, outcome).inc()
        if self._away:
            self._away = False
            structlog.get_logger().info("the cache is back")


def _build_client(uri: str) -> "Redis":
    return Redis.from_url(
        uri.replace("valkey://", "redis://", 1),
        socket_timeout=SOCKET_TIMEOUT_SECONDS,
        socket_connect_timeout=SOCKET_TIMEOUT_SECONDS,
        max_connections=MAX_CONNECTIONS,
        # One new attempt: a connection that died while idle is found only by using it.
        retry=Retry(NoBackoff(), 1),
    )
