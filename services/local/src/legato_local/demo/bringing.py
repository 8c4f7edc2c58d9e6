"""Bringing the demo into a home: fetched while the servers start, imported once they answer."""

from pathlib import Path

from legato_local.addresses import local_url
from legato_local.demo.client import Account, DemoClient
from legato_local.demo.music import Music, fetch_music
from legato_local.files import write_atomically
from legato_local.home import Home
from legato_local.progress import Reporter

DISPLAY_NAME = "Demo Listener"


class Demo:
    """The demo of one home. `origin` says in a sentence where its music comes from."""

    def __init__(self, home: Home, downloads: Path, *, admin: Account, listener: Account) -> None:
        self._home = home
        self._downloads = downloads
        self._admin = admin
        self._listener = listener
        self._known = home.music / "imported"

    @property
    def origin(self) -> str:
        """Where the music of this home comes from; empty before it is imported."""
        return self._known.read_text() if self.is_there else ""

    @property
    def is_there(self) -> bool:
        """Whether this home has had its demo; it may have been deleted since, on purpose."""
        return self._known.exists()

    async def fetch(self, reporter: Reporter) -> Music:
        """Get the music ready to import; needs no server."""
        with reporter.step("demo music"):
            return await fetch_music(
                downloads=self._downloads, folder=self._home.music, log=self._home.log("demo")
            )

    async def bring(self, music: Music, reporter: Reporter) -> None:
        """Sign the listener up and import the music, over the API of what runs."""
        async with DemoClient(local_url(self._home)) as client:
            with reporter.step("demo listener"):
                await client.register(self._listener, DISPLAY_NAME)
            with reporter.step(f"import of {music.tracks} tracks") as step:
                await client.sign_in(self._admin)
                started = await client.start_import(music.archive)
                await client.finish_import(started, lambda done: step.advance(done, music.tracks))
        music.archive.unlink()
        write_atomically(self._known, music.origin)
