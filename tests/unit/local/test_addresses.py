from ipaddress import ip_address
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from legato_local.addresses import LOCAL_NAMES, certificate_names, local_url, open_urls
from legato_local.home import Home
from legato_local.settings import Settings

HOME = Home(Path("/home/ada/legato"), 9000)


def opened_to(address: str) -> Settings:
    return Settings(home=HOME.root, bind=ip_address(address), tls="generate")


@pytest.fixture
def interfaces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with one address of each version besides those that stay on it."""
    found = {
        "lo": ["127.0.0.1", "::1"],
        "eth0": ["192.168.1.5", "fd00::5", "fe80::5%eth0"],
    }
    addresses = {
        name: [
            SimpleNamespace(family=10 if ":" in address else 2, address=address)
            for address in listed
        ]
        for name, listed in found.items()
    }
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: addresses)


def test_this_machine_itself_asks_by_loopback() -> None:
    assert local_url(HOME) == "http://127.0.0.1:9000"


def test_a_closed_legato_has_no_address_for_others() -> None:
    settings = Settings(home=HOME.root)
    assert open_urls(HOME, settings) == ()
    assert certificate_names(settings) == LOCAL_NAMES


@pytest.mark.usefixtures("interfaces")
@pytest.mark.parametrize(
    ("bind", "urls"),
    [
        ("192.168.1.5", ["https://192.168.1.5:9001"]),
        ("0.0.0.0", ["https://192.168.1.5:9001"]),
        ("::", ["https://192.168.1.5:9001", "https://[fd00::5]:9001"]),
    ],
)
def test_an_open_one_names_the_addresses_that_others_reach_it_at(
    bind: str, urls: list[str]
) -> None:
    assert list(open_urls(HOME, opened_to(bind))) == urls


def test_a_certificate_is_good_for_another_loopback_address() -> None:
    assert certificate_names(opened_to("127.0.0.2")) == (*LOCAL_NAMES, "127.0.0.2")


@pytest.mark.usefixtures("interfaces")
def test_a_certificate_is_good_for_every_way_to_it() -> None:
    assert {*LOCAL_NAMES, "192.168.1.5"} < {*certificate_names(opened_to("0.0.0.0"))}
