import os
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from legato_local.errors import RefusalError
from legato_local.part import Part
from legato_local.ports import refuse_taken
from tests.support.ports import free_ports


class Listener(Part):
    """A part with one port that is never started."""

    def __init__(self, name: str, port: int, what: str = "HTTP") -> None:
        super().__init__(Path("/nowhere"))
        self.name = name
        self.ports = {what: port}

    @property
    def argv(self) -> Sequence[str]:
        return ()

    async def check_ready(self) -> None:
        return


def test_a_taken_port_is_refused_with_the_process_that_holds_it() -> None:
    taken, free = free_ports(2)
    with socket.create_server(("127.0.0.1", taken)), pytest.raises(RefusalError) as refused:
        refuse_taken([Listener("user", free), Listener("gateway", taken)], "127.0.0.1")
    assert f"port {taken} (gateway, HTTP)" in refused.value.fact
    assert f"(process {os.getpid()})" in refused.value.fact
    assert str(free) not in refused.value.fact
    assert "LEGATO_PORT" in refused.value.advice


def test_a_port_that_is_taken_on_every_address_is_taken_here_too() -> None:
    (port,) = free_ports(1)
    with socket.create_server(("0.0.0.0", port)), pytest.raises(RefusalError):
        refuse_taken([Listener("gateway", port)], "127.0.0.1")


def test_free_ports_are_none_to_refuse() -> None:
    (port,) = free_ports(1)
    refuse_taken([Listener("gateway", port)], "127.0.0.1")


def test_an_address_of_another_machine_cannot_be_listened_on() -> None:
    (port,) = free_ports(1)
    with pytest.raises(RefusalError, match=r"192\.0\.2\.1") as refused:
        refuse_taken([Listener("gateway", port, "HTTPS")], "192.0.2.1")
    assert "LEGATO_BIND" in refused.value.advice
