from ipaddress import IPv4Address
from pathlib import Path

import pytest

from legato_local.errors import RefusalError
from legato_local.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(f"LEGATO_{field}".upper(), raising=False)
    monkeypatch.setenv("LEGATO_HOME", str(tmp_path))


def test_by_itself_it_listens_to_this_machine_alone() -> None:
    settings = load_settings()
    assert settings.bind == IPv4Address("127.0.0.1")
    assert not settings.is_open


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGATO_PORT", "")
    assert load_settings().port is None


def test_it_is_not_opened_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGATO_BIND", "0.0.0.0")
    with pytest.raises(RefusalError, match="LEGATO_TLS=generate"):
        load_settings()


def test_it_is_opened_with_a_certificate_made_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGATO_BIND", "0.0.0.0")
    monkeypatch.setenv("LEGATO_TLS", "generate")
    assert load_settings().is_open


def test_registration_is_open_until_it_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().registration_open
    monkeypatch.setenv("LEGATO_REGISTRATION_OPEN", "false")
    assert not load_settings().registration_open


def test_a_certificate_needs_its_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    certificate = tmp_path / "certificate.pem"
    certificate.touch()
    monkeypatch.setenv("LEGATO_TLS_CERT", str(certificate))
    with pytest.raises(RefusalError, match="belong together"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEGATO_PORT", "80"),
        ("LEGATO_PORT", "web"),
        ("LEGATO_BIND", "home"),
        ("LEGATO_TLS", "yes"),
        ("LEGATO_REGISTRATION_OPEN", "perhaps"),
        ("LEGATO_TLS_CERT", "/nowhere.pem"),
        ("LEGATO_TLS_KEY", "/etc/shadow"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(RefusalError, match=f"{name}={value}"):
        load_settings()
