"""uv at its pinned version: fetched once by pip, and told what pip knows of this machine."""

import ast
import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec

from legato_bootstrap.asking import ask
from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.logged import run_logged
from legato_bootstrap.places import Places
from legato_bootstrap.progress import Progress

PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}
"""pip's settings that uv has under another name; a mirror set for pip must serve uv as well."""

PIP_SECONDS = 600
"""Deadline for fetching uv: 18 MB, with pip's own retries, over a slow line."""

PIP_CONFIG_SECONDS = 60
"""Deadline for reading pip's settings, which are files: for a cold start on a slow disk."""


class Uv:
    """The pinned uv in a folder of the cache."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._requirement = places.root / "requirements/uv.txt"
        self.version = read_version(self._requirement.read_text())
        self._folder = places.cache / f"uv-{self.version}"
        self.program = self._folder / "bin/uv"

    def ensure(self, progress: Progress) -> None:
        """Fetch uv when it is missing. The caller holds the lock of the cache."""
        if self.program.exists():
            return
        with progress.step(f"uv {self.version}"):
            draft = self._folder.with_name(f"{self._folder.name}.draft")
            command = [
                *self._pip(), "install", "--no-input", "--require-hashes", "--no-deps",
                "--only-binary", ":all:", "--upgrade", "--target", str(draft),
                "--requirement", str(self._requirement),
            ]  # fmt: skip
            run_logged(
                "uv", command, env=pip_environment(), log=self._places.log, seconds=PIP_SECONDS
            )
            draft.rename(self._folder)

    def environment(self) -> dict[str, str]:
        """Return the variables to run uv with: the user's own, completed by pip's settings."""
        listed = ask(
            [*self._pip(), "config", "list"], env=pip_environment(), seconds=PIP_CONFIG_SECONDS
        )
        base = {
            "UV_CACHE_DIR": str(self._places.cache / "uv-cache"),
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_NO_PROGRESS": "1",
        }
        return {**base, **translate_pip_config(listed.stdout), **os.environ}

    def _pip(self) -> list[str]:
        if find_spec("pip") is not None:
            return [sys.executable, "-m", "pip"]
        if find_spec("ensurepip") is None:
            raise BootstrapError(
                "Python's pip is missing, and so is what could make a virtual environment.",
                "Install them, for instance: apt install python3-pip python3-venv",
            )
        helper = self._places.cache / "pip"
        python = helper / "bin/python"
        if not python.exists():
            command = [sys.executable, "-m", "venv", "--clear", str(helper)]
            run_logged(
                "pip", command, env=pip_environment(), log=self._places.log, seconds=PIP_SECONDS
            )
        return [str(python), "-m", "pip"]


def read_version(requirement: str) -> str:
    """Return the version out of `uv==<version> --hash=...`."""
    return requirement.split("==", 1)[1].split(None, 1)[0]


def pip_environment() -> dict[str, str]:
    """Return the user's environment without the two settings that forbid a target folder."""
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    return {**os.environ, **quiet, "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}


def translate_pip_config(listing: str) -> Mapping[str, str]:
    """Turn the lines of `pip config list` into uv's variables; later lines win, as in pip."""
    found: dict[str, str] = {}
    for line in listing.splitlines():
        name, _, value = line.partition("=")
        variable = PIP_TO_UV.get(name.rpartition(".")[2])
        if variable is not None and value:
            words = str(ast.literal_eval(value)).split()
            found[variable] = ("," if variable == "UV_FIND_LINKS" else " ").join(words)
    return found
