"""Free TCP ports on the loopback interface."""

import random
import socket
from contextlib import ExitStack

BLOCKS = range(20_000, 32_000)
"""Below the kernel's range for outgoing connections, which could take a port in between."""

TRIES = 200
"""Random places looked at before a machine is said to have no room."""


def free_ports(count: int) -> list[int]:
    """`count` different free ports in a row, at a random place."""
    return [*range(first := free_block(count), first + count)]


def free_block(size: int) -> int:
    """The first of `size` ports in a row that are all free now."""
    for _ in range(TRIES):
        first = random.choice(BLOCKS)  # noqa: S311 - any place will do
        if _all_free(first, size):
            return first
    message = f"no {size} free ports in a row after {TRIES} tries"
    raise RuntimeError(message)


def _all_free(first: int, size: int) -> bool:
    with ExitStack() as held:
        for port in range(first, first + size):
            listener = held.enter_context(socket.socket())
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True
