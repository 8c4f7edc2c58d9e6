"""What holds for every suite, and the platform that the suites of whole stacks share."""

import io
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from legato_local.legato import Legato
from legato_local.progress import Lines
from legato_local.settings import Settings
from legato_local.showing import describe_credentials
from legato_local.stack import PORTS
from tests.support.ports import free_block

settings.register_profile("legato", deadline=None, print_blob=True)
settings.load_profile("legato")

SIGN_INS = 6000
"""A minute: every test signs someone in from one address; the limit has tests of its own."""


@dataclass(frozen=True)
class Stack:
    """A whole Legato: its address, and what `make credentials FORMAT=json` says of it."""

    url: str
    credentials: Mapping[str, Mapping[str, str]]
    legato: Legato | None = None
    """What started it here; None for one that is known by its address alone."""


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder whose path leaves room for Unix sockets, which pytest's own may not."""
    folder = Path(tempfile.mkdtemp(prefix="lg"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
async def stack() -> AsyncIterator[Stack]:
    """The Legato at LEGATO_URL; without one, a Legato of this run alone."""
    if url := os.environ.get("LEGATO_URL"):
        yield Stack(url, json.loads(os.environ["LEGATO_CREDENTIALS"]))
        return
    folder = Path(tempfile.mkdtemp(prefix="lg"))
    port = free_block(max(PORTS.values()) + 1)
    legato = Legato.open(Settings(home=folder / "h", port=port, sign_in_limit=SIGN_INS))
    steps = Lines(io.StringIO())
    try:
        await legato.start(steps, with_demo=False)
        yield Stack(legato.url, describe_credentials(legato), legato)
    finally:
        await legato.stop(steps)
        shutil.rmtree(folder)
