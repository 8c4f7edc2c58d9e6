"""Schema migrations: plain SQL files by yoyo, one process at a time, expand before contract."""

import time
from pathlib import Path

import psycopg
import structlog
from yoyo import get_backend, read_migrations

ADVISORY_LOCK = 0x1E6A70
"""Key of the session lock under which migrations run, the same in every database of ours."""

LOCK_SECONDS = 60
"""How long one process waits for another's migrations."""

CONNECT_ATTEMPTS_SECONDS = 60
"""How long a starting database is waited for."""

CONNECT_PAUSE_SECONDS = 0.2

KIT_FOLDER = Path(__file__).parent / "migrations"
"""Tables that the kit itself needs in every service's database."""


class MigrationError(Exception):
    """The schema could not be brought up to date."""


def migrate(uri: str, folder: Path) -> list[str]:
    """Apply what is missing of the kit's files and the folder's; return the names applied.

    Raises `MigrationError` when the database stays away or another migration takes too long.
    """
    with _connect(uri) as lock:
        lock.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        try:
            lock.execute("SELECT pg_advisory_lock(%s)", (ADVISORY_LOCK,))
        except psycopg.errors.LockNotAvailable as error:
            raise MigrationError("another process holds the migration lock") from error
        backend = get_backend(uri.replace("postgresql://", "postgresql+psycopg://", 1))
        try:
            missing = backend.to_apply(read_migrations(str(KIT_FOLDER), str(folder)))
            names = [migration.id for migration in missing]
            backend.apply_migrations(missing)
        finally:
            backend.connection.close()
    structlog.get_logger().info("schema is up to date", applied=names)
    return names


def _connect(uri: str) -> psycopg.Connection:
    deadline = time.monotonic() + CONNECT_ATTEMPTS_SECONDS
    while True:
        try:
            return psycopg.connect(uri, autocommit=True, connect_timeout=2)
        except psycopg.OperationalError as error:
            if time.monotonic() >= deadline:
                raise MigrationError(f"the database stayed away: {error}") from error
        time.sleep(CONNECT_PAUSE_SECONDS)
