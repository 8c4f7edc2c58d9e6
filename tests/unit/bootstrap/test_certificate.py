"""A certificate of one's own."""

import errno
import os
from pathlib import Path

import pytest

from legato_bootstrap.certificate import hand_over_certificate, write_private
from legato_bootstrap.environment import build_environment
from legato_bootstrap.places import Places


def test_files_named_from_the_current_folder_are_found_from_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    env = build_environment(
        {"LEGATO_TLS_CERT": "my.pem", "LEGATO_TLS_KEY": ""},
        Places(tmp_path, tmp_path, tmp_path),
        None,
        tmp_path,
    )
    assert (env["LEGATO_TLS_CERT"], env["LEGATO_TLS_KEY"]) == (str(tmp_path / "my.pem"), "")


def test_an_ordinary_user_keeps_the_files_where_they_are(tmp_path: Path) -> None:
    env = {"LEGATO_TLS_KEY": "/etc/key.pem"}
    hand_over_certificate(env, tmp_path, None)
    assert env == {"LEGATO_TLS_KEY": "/etc/key.pem"}
    assert not any(tmp_path.iterdir())


def test_a_copied_key_is_its_owners_alone(tmp_path: Path) -> None:
    copy = tmp_path / "tls/given-key.pem"
    write_private(str(copy), b"key")
    write_private(str(copy), b"new")
    assert copy.read_bytes() == b"new"
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_copy_never_follows_a_link(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"old")
    (tmp_path / "link").symlink_to(target)
    with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
        write_private(str(tmp_path / "link"), b"new")
    assert target.read_bytes() == b"old"
