"""Keys and passwords of a home: made once, at the first start, and read ever after."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from legato_local.errors import RefusalError
from legato_local.files import make_folder, write_atomically

RSA_BITS = 2048
"""Every request has its token checked: a longer key costs there, and tokens live ten minutes."""

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Characters that cannot be taken for one another, for passwords that people type."""


@dataclass(frozen=True, kw_only=True)
class Passwords:
    """One password for each server account and each person."""

    postgres: str
    user_service: str
    music_service: str
    user_cache: str
    music_cache: str
    admin: str
    demo: str


@dataclass(frozen=True)
class Secrets:
    """Where the keys are, and the passwords."""

    folder: Path
    passwords: Passwords

    @property
    def api_keys(self) -> Path:
        """RSA keys that sign access tokens."""
        return self.folder / "api-keys"

    @property
    def media_keys(self) -> Path:
        """Ed25519 keys that sign media URLs."""
        return self.folder / "media-keys"

    @property
    def refresh_secret(self) -> Path:
        """What the successor of a refresh token is derived with."""
        return self.folder / "refresh-secret"

    @property
    def admin_password(self) -> Path:
        """The first admin's password, for the user service alone."""
        return self.folder / "admin-password"


def ensure_secrets(folder: Path) -> Secrets:
    """Make what is missing in `folder`, and leave the rest as it is."""
    made = Secrets(make_folder(folder), _ensure_passwords(folder / "passwords.json"))
    _ensure_key(made.api_keys, lambda: generate_private_key(65537, RSA_BITS))
    _ensure_key(made.media_keys, Ed25519PrivateKey.generate)
    if not made.refresh_secret.exists():
        write_atomically(made.refresh_secret, secrets.token_urlsafe(48))
    if not made.admin_password.exists():
        write_atomically(made.admin_password, made.passwords.admin)
    return made


def load_secrets(folder: Path) -> Secrets:
    """Read what an earlier start made; raise `RefusalError` where none got that far."""
    try:
        known = json.loads((folder / "passwords.json").read_text())
        passwords = Passwords(**{field.name: known[field.name] for field in fields(Passwords)})
    except (FileNotFoundError, KeyError) as error:
        fact = f"{folder} does not hold every password yet."
        raise RefusalError(fact, "Make what is missing with: make run") from error
    return Secrets(folder, passwords)


def make_typed_password() -> str:
    """Return a password for people: four groups of four characters, 79 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def _ensure_passwords(file: Path) -> Passwords:
    known = json.loads(file.read_text()) if file.exists() else {}
    made = {
        field.name: known.get(field.name) or _new_password(field.name)
        for field in fields(Passwords)
    }
    if made != known:
        write_atomically(file, json.dumps(made, indent=2) + "\n")
    return Passwords(**made)


def _new_password(account: str) -> str:
    if account in ("admin", "demo"):
        return make_typed_password()
    return secrets.token_hex(24)


def _ensure_key(folder: Path, generate: Callable[[], RSAPrivateKey | Ed25519PrivateKey]) -> None:
    make_folder(folder)
    if any(folder.glob("*.pem")):
        return
    pem = generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    kid = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    write_atomically(folder / f"{kid}.pem", pem)
