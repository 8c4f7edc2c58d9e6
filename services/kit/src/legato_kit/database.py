"""Postgres: a pool for writes and one for reads, bounded waits, errors translated here only."""

import asyncio
import select
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import psycopg
import structlog
from psycopg import AsyncConnection, waiting
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from psycopg.rows import class_row, scalar_row
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from legato_kit.errors import (
    DeadlineExceededError,
    UnavailableError,
    UniqueViolationError,
    UnprocessableError,
)
from legato_kit.metrics import Gauges, Metrics
from legato_kit.requests import seconds_left
from legato_kit.statements import Statements
from legato_kit.telemetry import Telemetry

POOL_WAIT_SECONDS = 3.0
"""Longest wait for a free connection before the caller is told to come back: on two cores, a
service that starts beside this one takes them for a second or two."""

REPLICA_WAIT_SECONDS = 0.25
"""Longest wait for a replica's connection before a read goes to the primary."""

REPLICA_PAUSE_SECONDS = 1.0
"""After a replica did not answer, how long reads go to the primary without asking again."""

RECONNECT_SECONDS = 2.0
"""How long the pool retries one connection before it starts over, without backoff."""

STATEMENT_TIMEOUT_MS = 10_000
"""Longest run of one statement, enforced by the server."""

WAITERS_PER_CONNECTION = 8
"""Requests that may queue for each connection; more are told to come back at once."""

ROUTE_ERRORS = (
    psycopg.errors.ReadOnlySqlTransaction,
    psycopg.errors.IdleInTransactionSessionTimeout,
)
"""The server is not the primary any more, or gave a transaction up: no defect of the statement."""

CONNECT_OPTIONS: Mapping[str, object] = {
    "autocommit": True,
    "connect_timeout": 2,
    "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"
    " -c idle_in_transaction_session_timeout=30000",
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}

Row = TypeVar("Row")
Value = TypeVar("Value")


class DroppingConnection(AsyncConnection[Any]):
    """A connection that is dropped, not cancelled, when its caller gives up.

    A cancel request that meets a commit waiting for its synchronous replica makes the server
    report success for a commit that is not replicated. A dropped socket promises nothing.
    """

    async def wait(
        self,
        gen: PQGen[Value],
        interval: float = 0.1,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> Value:
        """Run psycopg's generator; when cancelled amid a statement, close the socket."""
        try:
            return await waiting.wait_async(
                gen, self.pgconn.socket, interval=interval, timeout=timeout
            )
        except asyncio.CancelledError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


class Session:
    """One checked-out connection, running named statements. Rows come back typed."""

    def __init__(
        self, connection: AsyncConnection[Any], statements: Statements, telemetry: Telemetry
    ) -> None:
        self._connection = connection
        self._statements = statements
        self._telemetry = telemetry

    async def fetch_one(self, row: type[Row], name: str, **parameters: object) -> Row | None:
        """Return the first row as a `row`, or None."""
        with self._running(name):
            cursor = self._connection.cursor(row_factory=class_row(row))
            await cursor.execute(self._statements[name].encode(), parameters)
            return await cursor.fetchone()

    async def fetch_all(self, row: type[Row], name: str, **parameters: object) -> list[Row]:
        """Return every row as a `row`."""
        with self._running(name):
            cursor = self._connection.cursor(row_factory=class_row(row))
            await cursor.execute(self._statements[name].encode(), parameters)
            return await cursor.fetchall()

    async def fetch_value(self, name: str, **parameters: object) -> Any:  # noqa: ANN401
        """Return the first column of the first row, or None."""
        with self._running(name):
            cursor = self._connection.cursor(row_factory=scalar_row)
            await cursor.execute(self._statements[name].encode(), parameters)
            return await cursor.fetchone()

    async def execute(self, name: str, **parameters: object) -> int:
        """Run a statement without a result; return the number of rows it touched."""
        with self._running(name):
            cursor = await self._connection.execute(self._statements[name].encode(), parameters)
            return cursor.rowcount

    @contextmanager
    def _running(self, name: str) -> Iterator[None]:
        """Trace one statement and translate what it raises."""
        attributes: dict[str, str | int | float | bool] = {
            "db.system.name": "postgresql",
            "db.query.summary": name,
        }
        with self._telemetry.client_span(name, attributes), translated_errors():
            yield


class Database:
    """The two pools of a service, so that no crowd of readers keeps a write waiting.

    Opens without waiting: the server may come later.
    """

    def __init__(
        self,
        uri: str,
        ro_uri: str | None,
        pool_size: int,
        statements: Statements,
        telemetry: Telemetry,
    ) -> None:
        self._statements = statements
        self._telemetry = telemetry
        self._writes = _build_pool("writes", uri, pool_size)
        self._reads = _build_pool("reads", ro_uri or uri, pool_size)
        self._has_replica = ro_uri is not None
        self._replica_after = 0.0

    async def open(self) -> None:
        """Start the pools' workers."""
        await self._writes.open()
        await self._reads.open()

    async def close(self) -> None:
        """Close every connection."""
        await self._writes.close()
        await self._reads.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """Yield a session on the primary inside one transaction.

        Raises `UnavailableError` when the primary is away (the outcome of a commit cut off in
        flight is unknown), `DeadlineExceededError`, `UniqueViolationError`.
        """
        with translated_errors():
            wait = seconds_left(POOL_WAIT_SECONDS)
            async with self._writes.connection(wait) as connection, connection.transaction():
                yield Session(connection, self._statements, self._telemetry)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Session]:
        """Yield a session for single reads: on a replica, else on the primary."""
        with translated_errors():
            pool, connection = await self._reader()
            try:
                yield Session(connection, self._statements, self._telemetry)
            finally:
                await pool.putconn(connection)

    async def _reader(
        self,
    ) -> tuple[AsyncConnectionPool[DroppingConnection], DroppingConnection]:
        if not self._has_replica:
            return self._reads, await self._reads.getconn(seconds_left(POOL_WAIT_SECONDS))
        if time.monotonic() >= self._replica_after:
            try:
                wait = seconds_left(REPLICA_WAIT_SECONDS)
                return self._reads, await self._reads.getconn(wait)
            except (PoolTimeout, psycopg.OperationalError):
                self._replica_after = time.monotonic() + REPLICA_PAUSE_SECONDS
                structlog.get_logger().warning("no replica answers; reads go to the primary")
        return self._writes, await self._writes.getconn(seconds_left(POOL_WAIT_SECONDS))

    def observe_pools(self, metrics: Metrics) -> None:
        """Add this database's pools to the service's metrics."""
        metrics.observe_gauges("database_pool_connections", "Connections by state.", self._gauges)

    def _gauges(self) -> Gauges:
        gauges: dict[tuple[str, str], float] = {}
        for pool in (self._writes, self._reads):
            stats = pool.get_stats()
            gauges[pool.name, "open"] = stats.get("pool_size", 0)
            gauges[pool.name, "idle"] = stats.get("pool_available", 0)
            gauges[pool.name, "waiting"] = stats.get("requests_waiting", 0)
        return gauges


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn psycopg's errors into ours, chained; the only place that does."""
    try:
        yield
    except psycopg.errors.UniqueViolation as error:
        raise UniqueViolationError(error.diag.constraint_name or "") from error
    except psycopg.errors.QueryCanceled as error:
        raise DeadlineExceededError("the database took too long") from error
    except (PoolTimeout, TooManyRequests) as error:
        raise UnavailableError("no database connection is free or the database is away") from error
    except (PoolClosed, psycopg.OperationalError, *ROUTE_ERRORS) as error:
        raise UnavailableError("the database is away; the change may not have happened") from error
    except psycopg.DataError as error:
        raise UnprocessableError("a value cannot be stored") from error


def _build_pool(name: str, uri: str, size: int) -> AsyncConnectionPool[DroppingConnection]:
    return AsyncConnectionPool(
        uri,
        connection_class=DroppingConnection,
        kwargs=dict(CONNECT_OPTIONS),
        min_size=min(2, size),
        max_size=size,
        open=False,
        check=_check_alive,
        name=name,
        max_waiting=size * WAITERS_PER_CONNECTION,
        reconnect_timeout=RECONNECT_SECONDS,
        # Requests alone would not begin anew: those that gave up waiting stay in the pool's queue
        # until a connection comes, and a full queue refuses all others unseen.
        reconnect_failed=AsyncConnectionPool.check,
    )


async def _check_alive(connection: DroppingConnection) -> None:
    """Find a connection that the server closed while it lay idle, without a round trip.

    An idle connection has nothing to read; when there is something, it is a farewell.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    if poll.poll(0):
        await AsyncConnectionPool.check_connection(connection)
