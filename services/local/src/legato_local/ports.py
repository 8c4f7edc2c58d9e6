"""Ports that others hold, found before anything is started."""

import errno
import socket
from collections.abc import Iterable, Sequence

import psutil

from legato_local.errors import RefusalError
from legato_local.part import Part


def refuse_taken(parts: Iterable[Part], bind: str) -> None:
    """Raise `RefusalError` that names each taken port of the parts, and who holds it.

    `bind` is the address of HTTPS; all other ports are on the loopback interface.
    """
    taken = []
    for part in parts:
        for what, port in part.ports.items():
            address = bind if what == "HTTPS" else "127.0.0.1"
            if _is_taken(address, port):
                taken.append(f"port {port} ({part.name}, {what}) is held by {_holder(port)}")
    if taken:
        advice = "Stop what holds it, or choose another block of ports: make run LEGATO_PORT=9080"
        raise RefusalError(f"Taken: {'; '.join(taken)}.", advice)


def _is_taken(address: str, port: int) -> bool:
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


def _holder(port: int) -> str:
    holders = sorted({_describe(pid) for pid in _listeners(port) if pid is not None})
    return ", ".join(holders) or "a process of another user"


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
