"""Throw-away signing keys."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

RSA_BITS = 2048


def write_rsa_key(folder: Path, kid: str) -> Path:
    """Write a new RSA key as `<kid>.pem` and return the file."""
    return _write(folder, kid, rsa.generate_private_key(65_537, RSA_BITS))


def write_ed25519_key(folder: Path, kid: str) -> Path:
    """Write a new Ed25519 key as `<kid>.pem` and return the file."""
    return _write(folder, kid, ed25519.Ed25519PrivateKey.generate())


def _write(folder: Path, kid: str, key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{kid}.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return file
