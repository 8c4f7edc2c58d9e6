"""Open a Unix socket for this user alone, then become the nginx that answers on it.

nginx makes its own Unix sockets with mode 0666, and does not start where a killed one left its
socket behind. One that is open already it takes over by the variable `NGINX`, which is how a new
nginx program takes over from the one before. As one process nginx does not raise its limit of
open files either. Run as a file, with the socket and the command.
"""

import os
import resource
import socket
import sys
from pathlib import Path

BACKLOG = 511
"""Connections that wait to be accepted: nginx's own default."""

OWNER_ONLY = 0o177
"""File mode bits that the socket does not get."""


def main(path: str, *command: str) -> None:
    """Never returns; the command replaces this process."""
    Path(path).unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(OWNER_ONLY)
    listener.bind(path)
    os.umask(before)
    listener.listen(BACKLOG)
    listener.settimeout(0)
    listener.set_inheritable(True)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    os.execve(command[0], command, {**os.environ, "NGINX": f"{listener.fileno()};"})


if __name__ == "__main__":
    main(*sys.argv[1:])
