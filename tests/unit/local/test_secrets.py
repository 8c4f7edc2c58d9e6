import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from legato_local.errors import RefusalError
from legato_local.secrets import RSA_BITS, Secrets, ensure_secrets, load_secrets


@pytest.fixture
def made(tmp_path: Path) -> Secrets:
    return ensure_secrets(tmp_path / "secrets")


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_they_are_for_their_owner_alone(made: Secrets) -> None:
    for path in (made.folder, *made.folder.rglob("*")):
        allowed = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == allowed, path


def test_they_are_made_once(made: Secrets) -> None:
    before = contents(made.folder)
    again = ensure_secrets(made.folder)
    assert contents(made.folder) == before
    assert again.passwords == made.passwords


def test_every_account_has_a_password_of_its_own(made: Secrets) -> None:
    passwords = json.loads((made.folder / "passwords.json").read_text())
    assert len(set(passwords.values())) == len(passwords)
    assert min(map(len, passwords.values())) >= 16


def test_a_password_that_a_newer_version_needs_is_added_to_the_others(made: Secrets) -> None:
    file = made.folder / "passwords.json"
    known = json.loads(file.read_text())
    del known["demo"]
    file.write_text(json.dumps(known))
    again = ensure_secrets(made.folder)
    assert again.passwords.demo
    assert again.passwords.admin == made.passwords.admin


def test_what_was_made_can_be_read_again(made: Secrets) -> None:
    assert load_secrets(made.folder) == made


@pytest.mark.parametrize("content", [None, "{}"])
def test_passwords_that_are_not_there_are_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "passwords.json").write_text(content)
    with pytest.raises(RefusalError, match="every password"):
        load_secrets(tmp_path)


def test_the_keys_are_of_the_kinds_that_the_services_sign_with(made: Secrets) -> None:
    (api,) = made.api_keys.glob("*.pem")
    (media,) = made.media_keys.glob("*.pem")
    rsa = load_pem_private_key(api.read_bytes(), password=None)
    assert isinstance(rsa, RSAPrivateKey)
    assert rsa.key_size == RSA_BITS
    assert isinstance(load_pem_private_key(media.read_bytes(), None), Ed25519PrivateKey)
