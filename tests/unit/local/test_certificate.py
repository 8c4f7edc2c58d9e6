"""The certificate of a machine that has none."""

import datetime as dt
import ssl
import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from legato_local import certificate
from legato_local.certificate import ensure_certificate

NAMES = ["localhost", "127.0.0.1", "::1"]


def load(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "certificate.pem").read_bytes())


def test_it_is_good_for_its_names_and_opens_a_server(tmp_path: Path) -> None:
    made = ensure_certificate(tmp_path / "tls", NAMES)
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
        made.chain, made.private_key
    )
    found = load(tmp_path / "tls")
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == NAMES[1:]
    key = found.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"


def test_its_key_is_for_this_user_alone(tmp_path: Path) -> None:
    made = ensure_certificate(tmp_path / "tls", NAMES)
    assert stat.S_IMODE(made.private_key.stat().st_mode) == 0o600


def test_it_is_made_once(tmp_path: Path) -> None:
    first = ensure_certificate(tmp_path, NAMES).chain.read_bytes()
    assert ensure_certificate(tmp_path, NAMES).chain.read_bytes() == first
    assert ensure_certificate(tmp_path, NAMES[:1]).chain.read_bytes() == first


def test_it_is_made_anew_for_another_name(tmp_path: Path) -> None:
    ensure_certificate(tmp_path, NAMES)
    ensure_certificate(tmp_path, [*NAMES, "192.0.2.7"])
    names = load(tmp_path).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "192.0.2.7" in [str(found) for found in names.get_values_for_type(x509.IPAddress)]


def test_it_is_made_anew_before_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificate, "VALID_DAYS", certificate.RENEW_DAYS - 1)
    ensure_certificate(tmp_path, NAMES)
    monkeypatch.undo()
    ensure_certificate(tmp_path, NAMES)
    left = load(tmp_path).not_valid_after_utc - dt.datetime.now(dt.UTC)
    assert left > dt.timedelta(days=certificate.RENEW_DAYS)


@pytest.mark.parametrize("damaged", ["certificate.pem", "private-key.pem"])
def test_it_is_made_anew_when_it_cannot_be_read(tmp_path: Path, damaged: str) -> None:
    ensure_certificate(tmp_path, NAMES)
    (tmp_path / damaged).write_text("cut off")
    made = ensure_certificate(tmp_path, NAMES)
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
        made.chain, made.private_key
    )


def test_it_is_made_anew_when_a_crash_left_it_another_key(tmp_path: Path) -> None:
    ensure_certificate(tmp_path / "one", NAMES)
    other = ensure_certificate(tmp_path / "other", NAMES)
    other.private_key.replace(tmp_path / "one" / "private-key.pem")
    made = ensure_certificate(tmp_path / "one", NAMES)
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
        made.chain, made.private_key
    )
