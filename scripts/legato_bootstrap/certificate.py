"""Hands a certificate that only root can read to the unprivileged user."""

import os
from functools import partial
from pathlib import Path

from legato_bootstrap.account import Account, run_as
from legato_bootstrap.environment import CERTIFICATE


def hand_over_certificate(env: dict[str, str], home: Path, account: Account | None) -> None:
    """Copy the files that `env` names into the data folder, and name the copies instead.

    A key such as certbot's belongs to root. Nothing to do for an ordinary user, whose own
    Legato reads the files where they are. Raises OSError for a file that is not there.
    """
    if account is None:
        return
    folder = home / "tls"
    for variable in CERTIFICATE:
        if env.get(variable):
            content = Path(env[variable]).read_bytes()
            env[variable] = str(folder / f"given-{variable[-4:].strip('_').lower()}.pem")
            run_as(account, partial(write_private, env[variable], content))


def write_private(path: str, content: bytes) -> None:
    """Write a file that only its owner can read, from its first byte on."""
    Path(path).parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
