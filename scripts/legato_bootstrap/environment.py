"""The variables that the real command is started with."""

import os
from collections.abc import Mapping
from pathlib import Path

from legato_bootstrap.account import Account
from legato_bootstrap.places import Places, choose_tmpdir

FOREIGN = {"PYTHONHOME", "VIRTUAL_ENV", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"}
"""They point into another Python, or into the folders of the user that became another."""

CERTIFICATE = ("LEGATO_TLS_CERT", "LEGATO_TLS_KEY")
"""They name files, and the command starts in another folder."""


def build_environment(
    env: Mapping[str, str], places: Places, account: Account | None, app: Path
) -> dict[str, str]:
    """Return `env` for a command that runs the code in `app` as the account."""
    sources = sorted(str(path) for path in app.glob("services/*/src"))
    built = {name: value for name, value in env.items() if name not in FOREIGN}
    built |= {name: str(Path(env[name]).absolute()) for name in CERTIFICATE if env.get(name)}
    built |= {
        "PYTHONPATH": os.pathsep.join(sources),
        "TMPDIR": str(choose_tmpdir(env)),
        "LEGATO_APP": str(app),
        "LEGATO_HOME": str(places.home),
        "LEGATO_CACHE": str(places.files),
    }
    if account is not None:
        built |= {"HOME": str(places.files), "USER": account.name, "LOGNAME": account.name}
    return built


def without_settings(env: Mapping[str, str]) -> dict[str, str]:
    """Return `env` without Legato's settings: a suite's own stack takes only its own."""
    kept = {"LEGATO_APP", "LEGATO_CACHE"}
    return {
        name: value for name, value in env.items() if not name.startswith("LEGATO_") or name in kept
    }
