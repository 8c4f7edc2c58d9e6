"""Databases with an owner role each, made over a superuser's connection."""

from dataclasses import dataclass

import psycopg
from psycopg import sql


@dataclass(frozen=True, kw_only=True)
class Database:
    """A database and the role that owns it; no other role but a superuser may connect."""

    name: str
    owner: str
    password: str


async def ensure(connection: psycopg.AsyncConnection, database: Database) -> None:
    """Make role and database where missing, and set the owner's password. Safe to repeat.

    `connection` must be in autocommit mode: a database cannot be made in a transaction.
    """
    await _ensure_owner(connection, database)
    await _ensure_database(connection, database)


async def _ensure_owner(connection: psycopg.AsyncConnection, database: Database) -> None:
    owner = sql.Identifier(database.owner)
    if not await _exists(connection, "select 1 from pg_roles where rolname = %s", database.owner):
        await connection.execute(sql.SQL("create role {} login").format(owner))
    # Hashed here, so that no statement in the server's log can show the password.
    verifier = connection.pgconn.encrypt_password(
        database.password.encode(), database.owner.encode(), b"scram-sha-256"
    )
    statement = sql.SQL("alter role {} password {}").format(owner, sql.Literal(verifier.decode()))
    await connection.execute(statement)


async def _ensure_database(connection: psycopg.AsyncConnection, database: Database) -> None:
    name, owner = sql.Identifier(database.name), sql.Identifier(database.owner)
    found = "select 1 from pg_database where datname = %s"
    if not await _exists(connection, found, database.name):
        await connection.execute(sql.SQL("create database {} owner {}").format(name, owner))
    await connection.execute(sql.SQL("revoke all on database {} from public").format(name))


async def _exists(connection: psycopg.AsyncConnection, query: str, name: str) -> bool:
    cursor = await connection.execute(query.encode(), [name])
    return await cursor.fetchone() is not None
