"""Ports that others hold, found before anything is started."""

import errno
import pwd
import socket
from collections.abc import Iterable, Sequence
from pathlib import Path

import psutil

from legato_local.errors import RefusalError
from legato_local.part import Part

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
"""The kernel's sockets with the user of each; their processes are told to that user alone."""

ADDRESS_FIELD, STATE_FIELD, USER_FIELD = 1, 3, 7
"""Places in a line of such a table."""

LISTENING = "0A"


def refuse_taken(parts: Iterable[Part], bind: str) -> None:
    """Raise `RefusalError` that names each taken port of the parts, and who holds it.

    `bind` is the address of HTTPS; all other ports are on the loopback interface.
    """
    taken = {}
    for part in parts:
        for what, port in part.ports.items():
            address = bind if what == "HTTPS" else "127.0.0.1"
            if is_taken(address, port):
                taken[port] = (
                    f"port {port} ({part.name}, {what}) is held by {describe_holder(port)}"
                )
    if taken:
        filters = " or ".join(f"sport = :{port}" for port in taken)
        advice = (
            f"Stop what holds it (sudo ss -ltnp '{filters}' shows it), or choose another block of"
            " ports: make run LEGATO_PORT=9080"
        )
        raise RefusalError(f"Taken: {'; '.join(taken.values())}.", advice)


def read_owners(table: str, port: int) -> set[int]:
    """The users, by number, who listen on `port` by a table of the kernel's."""
    rows = [line.split() for line in table.splitlines()[1:]]
    return {
        int(row[USER_FIELD])
        for row in rows
        if row[STATE_FIELD] == LISTENING and row[ADDRESS_FIELD].endswith(f":{port:04X}")
    }


def is_taken(address: str, port: int) -> bool:
    """Whether `port` cannot be listened on; raise `RefusalError` where `address` is not here."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            fact = f"Port {port} of {address} cannot be opened: {error.strerror}."
            advice = "Set LEGATO_BIND to an address of this machine, or leave it out."
            raise RefusalError(fact, advice) from error
    return False


def describe_holder(port: int) -> str:
    """Name the processes that listen on `port`, or at least whose they are."""
    holders = sorted({_describe(pid) for pid in _listeners(port) if pid is not None})
    return ", ".join(holders) or f"a process of {_owner(port)}"


def _owner(port: int) -> str:
    tables = [table.read_text() for table in TABLES if table.exists()]
    owners = {uid for table in tables for uid in read_owners(table, port)}
    return ", ".join(f"user {_user_name(uid)}" for uid in sorted(owners)) or "another user"


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _listeners(port: int) -> Sequence[int | None]:
    return [
        connection.pid
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
        and connection.laddr
        and connection.laddr.port == port
    ]


def _describe(pid: int) -> str:
    try:
        return f"{psutil.Process(pid).name()} (process {pid})"
    except psutil.NoSuchProcess:
        return f"process {pid}, which has just ended"
