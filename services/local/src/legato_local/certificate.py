"""The certificate of a machine that has none: self-signed, made once, renewed in good time."""

import datetime as dt
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from legato_local.files import make_folder, write_atomically

VALID_DAYS = 825
"""The longest life that every common client accepts of a certificate of one's own."""

RENEW_DAYS = 60
"""A certificate with less life left than this is replaced; looked at on every start."""

CLOCK_SLACK = dt.timedelta(hours=1)
"""The certificate is valid since this long ago, for clients whose clock is behind."""


@dataclass(frozen=True)
class Certificate:
    """Two PEM files: the chain that clients see, and its private key."""

    chain: Path
    private_key: Path


def certificate_in(folder: Path) -> Certificate:
    """Say where the certificate that is made for a home lies; it need not be there yet."""
    return Certificate(folder / "certificate.pem", folder / "private-key.pem")


def ensure_certificate(folder: Path, names: Sequence[str]) -> Certificate:
    """Return the certificate in `folder` for `names` (host names or addresses).

    A new one is made when there is none, or when it is near its end, not for these names, or
    does not fit its key.
    """
    certificate = certificate_in(folder)
    if not _is_good(certificate, names):
        _make(certificate, names)
    return certificate


def _is_good(certificate: Certificate, names: Sequence[str]) -> bool:
    try:
        found = x509.load_pem_x509_certificate(certificate.chain.read_bytes())
        key = load_pem_private_key(certificate.private_key.read_bytes(), password=None)
        covered = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (FileNotFoundError, ValueError, x509.ExtensionNotFound):
        return False
    life_left = found.not_valid_after_utc - dt.datetime.now(dt.UTC)
    return (
        life_left >= dt.timedelta(days=RENEW_DAYS)
        and set(map(_general_name, names)) <= set(covered)
        and found.public_key() == key.public_key()
    )


def _make(certificate: Certificate, names: Sequence[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Legato on this machine")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(now + dt.timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName(list(map(_general_name, names))), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    make_folder(certificate.chain.parent)
    write_atomically(
        certificate.private_key,
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
    write_atomically(certificate.chain, made.public_bytes(Encoding.PEM))


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
