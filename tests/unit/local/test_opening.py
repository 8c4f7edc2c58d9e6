"""What opening a Legato makes, and what finding one leaves alone."""

from ipaddress import IPv4Address
from pathlib import Path

import pytest

from legato_local.errors import RefusalError
from legato_local.home import open_home
from legato_local.legato import Legato
from legato_local.settings import Settings


@pytest.fixture
def settings(short_folder: Path) -> Settings:
    return Settings(home=short_folder / "h", port=9000)


def contents(folder: Path) -> dict[Path, bytes | None]:
    return {
        path: path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))
    }


def test_what_is_found_is_what_was_opened(settings: Settings) -> None:
    opened = Legato.open(settings)
    found = Legato.find(settings)
    assert (found.home, found.admin, found.listener) == (opened.home, opened.admin, opened.listener)


def test_finding_renews_no_certificate_and_makes_no_key(settings: Settings) -> None:
    made = Legato.open(settings)
    (made.home.secrets / "refresh-secret").unlink()
    before = contents(made.home.root)
    opened_up = {"bind": IPv4Address("192.0.2.7"), "tls": "generate"}
    Legato.find(settings.model_copy(update=opened_up))
    assert contents(made.home.root) == before


def test_a_home_that_no_start_has_completed_is_refused_and_left_alone(settings: Settings) -> None:
    home = open_home(settings.home, settings.port)
    before = contents(home.root)
    with pytest.raises(RefusalError, match="does not hold every password yet"):
        Legato.find(settings)
    assert contents(home.root) == before


def test_opening_makes_a_certificate_unless_one_is_given(settings: Settings) -> None:
    given = {"tls_cert": settings.home / "chain.pem", "tls_key": settings.home / "key.pem"}
    made = Legato.open(settings.model_copy(update=given))
    assert not list(made.home.tls.iterdir())
    Legato.open(settings)
    assert (made.home.tls / "certificate.pem").exists()
