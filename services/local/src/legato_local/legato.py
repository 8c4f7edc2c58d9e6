"""A whole Legato on this machine: what the commands work on, and what tests start."""

import asyncio
from dataclasses import dataclass

from legato_local.addresses import certificate_names, local_url
from legato_local.certificate import ensure_certificate
from legato_local.demo.bringing import Demo
from legato_local.demo.client import Account
from legato_local.home import Home, find_home, open_home
from legato_local.progress import Reporter
from legato_local.secrets import Secrets, ensure_secrets, load_secrets
from legato_local.settings import Settings
from legato_local.stack import ADMIN_EMAIL, Stack, build_stack
from legato_local.starting import Starter, refuse_full_disk
from legato_local.stopping import stop

DEMO_EMAIL = "listener@legato.internal"


@dataclass(frozen=True)
class Legato:
    """One home with all that belongs to it."""

    home: Home
    settings: Settings
    stack: Stack
    admin: Account
    listener: Account

    @classmethod
    def open(cls, settings: Settings) -> "Legato":
        """Open the home of the settings, which nobody else works on; make what is missing."""
        return cls.complete(open_home(settings.home, settings.port), settings)

    @classmethod
    def complete(cls, home: Home, settings: Settings) -> "Legato":
        """Make the keys, passwords and certificate that `home` lacks; the caller has locked it."""
        if settings.tls_cert is None:
            ensure_certificate(home.tls, certificate_names(settings))
        return cls._build(home, ensure_secrets(home.secrets), settings)

    @classmethod
    def find(cls, settings: Settings) -> "Legato":
        """Open a home that is there, and change nothing; raise `RefusalError` where none is."""
        home = find_home(settings.home)
        return cls._build(home, load_secrets(home.secrets), settings)

    @classmethod
    def _build(cls, home: Home, secrets: Secrets, settings: Settings) -> "Legato":
        return cls(
            home=home,
            settings=settings,
            stack=build_stack(home, secrets, settings),
            admin=Account(ADMIN_EMAIL, secrets.passwords.admin),
            listener=Account(DEMO_EMAIL, secrets.passwords.demo),
        )

    @property
    def url(self) -> str:
        """The address that works on this machine itself."""
        return local_url(self.home)

    @property
    def demo(self) -> Demo:
        """The demo of this home."""
        downloads = (self.settings.cache or self.home.music) / "downloads"
        return Demo(self.home, downloads, admin=self.admin, listener=self.listener)

    async def start(self, reporter: Reporter, *, with_demo: bool) -> bool:
        """Bring everything up, and the demo in; say whether there was anything to do.

        Raises a `LocalError` that says what failed; what has started then goes on.
        """
        refuse_full_disk(self.home)
        starter = Starter(self.home, self.stack, self.settings)
        with reporter.step("configuration"):
            is_up = await starter.prepare()
        # The listener signs up like anyone, so where nobody may there is no demo.
        may_have_demo = with_demo and self.settings.registration_open
        wants_demo = may_have_demo and not self.demo.is_there
        if is_up and not wants_demo:
            return False
        if wants_demo:
            await self._start_with_demo(starter, reporter)
        else:
            await starter.start(reporter)
        return True

    async def stop(self, reporter: Reporter) -> None:
        """Take everything down and leave no process behind."""
        await stop(self.home, self.stack, reporter)

    async def _start_with_demo(self, starter: Starter, reporter: Reporter) -> None:
        fetching = asyncio.create_task(self.demo.fetch(reporter))
        try:
            await starter.start(reporter)
            await self.demo.bring(await fetching, reporter)
        finally:
            fetching.cancel()
            await asyncio.gather(fetching, return_exceptions=True)
