"""A whole Legato for one run: its own home and its own ports."""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from legato_kit.keys import SigningKeys
from legato_local.legato import Legato
from legato_local.parts.service import Service
from legato_local.processes import read_record
from legato_local.progress import Lines
from legato_local.settings import Settings
from legato_local.stack import PORTS
from tests.bench.usage import Parts
from tests.support.ports import free_block

ROOT = Path(__file__).parents[2]

SIGN_INS = 1_000_000
"""A minute; none of the figures is about their limit."""


class ServiceWithHello(Service):
    """A service with one route more, see `tests.bench.hello`; its migrations stay its own."""

    @property
    def argv(self) -> Sequence[str]:
        """Another main module, for the same service."""
        return (sys.executable, "-m", "tests.bench.hello", self.name)


@dataclass(frozen=True)
class Measured:
    """A Legato that runs."""

    legato: Legato

    @property
    def http_port(self) -> int:
        """The gateway's plain port."""
        return self.legato.stack.gateway.ports["HTTP"]

    @property
    def https_port(self) -> int:
        """The gateway's port with TLS."""
        return self.legato.stack.gateway.ports["HTTPS"]

    @property
    def parts(self) -> Parts:
        """The processes of every part, and of the supervisor."""
        names = ("supervisor", *(part.name for part in self.legato.stack.parts))
        records = {name: read_record(self.legato.home.record(name)) for name in names}
        return Parts({name: record.pid for name, record in records.items() if record})

    @property
    def api_keys(self) -> SigningKeys:
        """What signs access tokens here."""
        return SigningKeys.load(self.legato.home.secrets / "api-keys")

    @property
    def media_keys(self) -> SigningKeys:
        """What signs media URLs here."""
        return SigningKeys.load(self.legato.home.secrets / "media-keys")


@contextmanager
def running_legato() -> Iterator[Measured]:
    """Start a Legato, and take it down with all that it held.

    Not a coroutine: it runs on asyncio's own loop, what measures it on a faster one.
    """
    folder = Path(tempfile.mkdtemp(prefix="lgb"))
    ports = free_block(max(PORTS.values()) + 1)
    settings = Settings(home=folder / "home", port=ports, sign_in_limit=SIGN_INS)
    legato = _with_hello(Legato.open(settings))
    reporter = Lines(sys.stdout)
    try:
        asyncio.run(legato.start(reporter, with_demo=False))
        yield Measured(legato)
    finally:
        asyncio.run(legato.stop(reporter))
        shutil.rmtree(folder)


def _with_hello(legato: Legato) -> Legato:
    stack = legato.stack
    # The supervisor starts in another folder, and a service never needs the tests but here.
    python_path = os.pathsep.join([str(ROOT), os.environ["PYTHONPATH"]])
    user, music = (
        ServiceWithHello(
            name=service.name,
            package=f"{service.name}_service",
            command="serve",
            environment={**service.environment, "PYTHONPATH": python_path},
            ports=service.ports,
            log=service.log,
        )
        for service in (stack.user, stack.music)
    )
    return replace(legato, stack=replace(stack, user=user, music=music))
