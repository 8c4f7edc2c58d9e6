"""Access tokens as an attacker makes them of a good one and of what is public."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from tests.support.tokens import signed_by_hmac, unsigned, with_claims_of

Jwk = Mapping[str, Any]
Forge = Callable[[str, Jwk], str]
"""Makes a bad token of a good one and the public key that it is checked with."""


def without_signature(token: str, _: Jwk) -> str:
    """The same claims, said to need no signature."""
    return unsigned(_claims(token), _kid(token))


def signed_with_the_public_key(token: str, key: Jwk) -> str:
    """The same claims, the public key taken for a shared secret."""
    public = RSAAlgorithm.from_jwk(dict(key))
    assert isinstance(public, RSAPublicKey)
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return signed_by_hmac(_claims(token), _kid(token), secret)


def signed_with_an_empty_secret(token: str, _: Jwk) -> str:
    """The same claims, signed with nothing for a secret."""
    return signed_by_hmac(_claims(token), _kid(token), b"")


def with_other_claims(token: str, _: Jwk) -> str:
    """A listener makes itself an admin and keeps the signature."""
    claims = {**_claims(token), "roles": ["listener", "curator", "admin"]}
    return with_claims_of(token, unsigned(claims, _kid(token)))


def with_a_bit_flipped(token: str, _: Jwk) -> str:
    """One bit of the signature is another."""
    unchanged, encoded = token.rsplit(".", 1)
    signature = bytearray(base64.urlsafe_b64decode(encoded + "=="))
    signature[len(signature) // 2] ^= 1
    return f"{unchanged}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def signed_by_a_stranger(token: str, _: Jwk) -> str:
    """The same claims and key id, signed by someone else."""
    return _signed_by(_stranger(), token)


def with_its_own_key(token: str, _: Jwk) -> str:
    """The same claims, with a key in the header that fits the signature."""
    stranger = _stranger()
    return _signed_by(stranger, token, jwk=json.loads(RSAAlgorithm.to_jwk(stranger.public_key())))


def of_an_unknown_key(token: str, _: Jwk) -> str:
    """The same claims, signed by a key that nobody knows."""
    return _signed_by(_stranger(), token, kid="../../etc/passwd")


def cut_short(token: str, _: Jwk) -> str:
    """The token without its last part."""
    return token.rpartition(".")[0]


def twice(token: str, _: Jwk) -> str:
    """Two tokens in one."""
    return f"{token}.{token}"


FORGERIES: tuple[Forge, ...] = (
    without_signature,
    signed_with_the_public_key,
    signed_with_an_empty_secret,
    with_other_claims,
    with_a_bit_flipped,
    signed_by_a_stranger,
    with_its_own_key,
    of_an_unknown_key,
    cut_short,
    twice,
)


def _stranger() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65_537, key_size=2048)


def _signed_by(key: RSAPrivateKey, token: str, **header: object) -> str:
    return jwt.encode(_claims(token), key, "RS256", headers={"kid": _kid(token), **header})


def _kid(token: str) -> str:
    kid: str = jwt.get_unverified_header(token)["kid"]
    return kid


def _claims(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims
