"""Signing keys: a folder of PEM files, each named after its key id; all of them are published.

The file `current` names the key that signs; without it the one that sorts last does. To rotate:
write the signing key's id into `current` and add the next key; a minute later, when no cached set
lacks it, put its id into `current`; remove the old key when its last token has expired. The folder
is read at start, so each step takes a restart.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import OKPAlgorithm, RSAAlgorithm

Claims = dict[str, Any]

CURRENT = "current"
"""File that holds the id of the key that signs."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One private key with its id and its pinned algorithm (RS256 or EdDSA)."""

    kid: str
    algorithm: str
    private: RSAPrivateKey | Ed25519PrivateKey

    def public_jwk(self) -> dict[str, str]:
        """Return the public half as a JWK (RFC 7517)."""
        if isinstance(self.private, RSAPrivateKey):
            jwk = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        else:
            jwk = json.loads(OKPAlgorithm.to_jwk(self.private.public_key()))
        return {**jwk, "kid": self.kid, "use": "sig", "alg": self.algorithm}


class SigningKeys:
    """The keys of one folder, read once at start."""

    def __init__(self, keys: list[SigningKey], current: str | None = None) -> None:
        if not keys:
            raise ValueError("there is no signing key")
        self._keys = sorted(keys, key=lambda key: key.kid)
        signers = [key for key in self._keys if current in {None, key.kid}]
        if not signers:
            raise ValueError(f"there is no key {current} to sign with")
        self._signer = signers[-1]

    @classmethod
    def load(cls, folder: Path) -> "SigningKeys":
        """Read every `<kid>.pem` of the folder, and `current` where there is one."""
        current = folder / CURRENT
        kid = current.read_text(encoding="utf-8").strip() if current.exists() else None
        return cls([_load_key(file) for file in folder.glob("*.pem")], kid)

    def sign(self, claims: Claims) -> str:
        """Return a compact JWT signed by the current key."""
        key = self._signer
        return jwt.encode(claims, key.private, algorithm=key.algorithm, headers={"kid": key.kid})

    def public_set(self) -> dict[str, list[dict[str, str]]]:
        """Return the JWK set of every key."""
        return {"keys": [key.public_jwk() for key in self._keys]}


def _load_key(file: Path) -> SigningKey:
    private = load_pem_private_key(file.read_bytes(), password=None)
    if isinstance(private, RSAPrivateKey):
        return SigningKey(file.stem, "RS256", private)
    if isinstance(private, Ed25519PrivateKey):
        return SigningKey(file.stem, "EdDSA", private)
    raise ValueError(f"{file.name} is neither an RSA nor an Ed25519 key")
