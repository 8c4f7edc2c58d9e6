import os
import pwd
import socket
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest

from legato_local.errors import RefusalError
from legato_local.part import Part
from legato_local.ports import TABLES, read_owners, refuse_taken
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


def test_the_user_who_listens_is_read_from_the_kernels_table() -> None:
    table = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000    33        0 1 1 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0
   2: 00000000:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3 1 0
"""
    assert read_owners(table, 8080) == {33}
    assert read_owners(table, 8081) == {0}
    assert read_owners(table, 50000) == set()


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_the_user_who_listens_is_found_on_this_machine(address: str) -> None:
    (port,) = free_ports(1)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, port), family=family):
        owners = [read_owners(table.read_text(), port) for table in TABLES]
    assert {os.getuid()} in owners


def test_what_another_user_holds_is_refused_with_the_user_and_how_to_find_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(psutil, "net_connections", lambda _: [])
    (port,) = free_ports(1)
    with socket.create_server(("127.0.0.1", port)), pytest.raises(RefusalError) as refused:
        refuse_taken([Listener("gateway", port)], "127.0.0.1")
    user = pwd.getpwuid(os.getuid()).pw_name
    assert refused.value.fact.endswith(f"is held by a process of user {user}.")
    assert f"sudo ss -ltnp 'sport = :{port}'" in refused.value.advice


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
