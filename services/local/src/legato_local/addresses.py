"""Under which names and addresses this machine is reached."""

import ipaddress
import socket
from collections.abc import Iterator, Sequence

import psutil

from legato_local.home import Home
from legato_local.settings import Settings

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


def certificate_names(settings: Settings) -> Sequence[str]:
    """What a certificate made for this machine has to be good for."""
    if settings.is_open:
        names = (socket.gethostname(), *_open_addresses(settings))
    else:
        names = (str(settings.bind),)
    return tuple(dict.fromkeys((*LOCAL_NAMES, *names)))


def local_url(home: Home) -> str:
    """The address that always works on this machine itself."""
    return f"http://127.0.0.1:{home.port}"


def open_urls(home: Home, settings: Settings) -> Sequence[str]:
    """The addresses for other machines; none unless `LEGATO_BIND` opens it."""
    if not settings.is_open:
        return ()
    return [
        f"https://{_bracketed(address)}:{home.port + 1}" for address in _open_addresses(settings)
    ]


def _open_addresses(settings: Settings) -> Sequence[str]:
    if not settings.bind.is_unspecified:
        return (str(settings.bind),)
    is_v4 = isinstance(settings.bind, ipaddress.IPv4Address)
    families = (socket.AF_INET,) if is_v4 else (socket.AF_INET, socket.AF_INET6)
    return sorted(_own_addresses(families))


def _own_addresses(families: Sequence[socket.AddressFamily]) -> Iterator[str]:
    for addresses in psutil.net_if_addrs().values():
        for address in addresses:
            if address.family in families and not _is_narrow(address.address):
                yield address.address


def _is_narrow(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return parsed.is_loopback or parsed.is_link_local


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
