"""Tokens that services show each other."""

import time
from pathlib import Path

import jwt
import pytest

from legato_kit.keys import SigningKeys
from legato_kit.service_tokens import (
    LIFETIME_SECONDS,
    ProjectedServiceTokens,
    SignedServiceTokens,
)
from tests.support.signing import write_rsa_key


def test_a_token_is_signed_anew_before_it_expires(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rsa_key(tmp_path, "1")
    tokens = SignedServiceTokens(SigningKeys.load(tmp_path), issuer="legato", service="music")
    first = tokens.get_token()
    assert tokens.get_token() == first
    almost_over = time.time() + LIFETIME_SECONDS - 1
    monkeypatch.setattr("legato_kit.service_tokens.time.time", lambda: almost_over)
    renewed = jwt.decode(tokens.get_token(), options={"verify_signature": False})
    assert renewed["exp"] > almost_over + LIFETIME_SECONDS - 1


def test_a_projected_token_is_the_one_that_stands_in_the_file_now(tmp_path: Path) -> None:
    file = tmp_path / "token"
    tokens = ProjectedServiceTokens(file)
    for written in ("first", "second"):
        file.write_text(f"{written}\n")
        assert tokens.get_token() == written
