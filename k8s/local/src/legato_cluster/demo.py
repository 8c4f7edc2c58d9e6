"""The demo in the cluster: a listener, and music brought in over the API like anybody's."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from legato_cluster.cluster import Cluster
from legato_local.demo.bringing import DISPLAY_NAME
from legato_local.demo.client import Account, DemoClient
from legato_local.demo.music import Music, fetch_music
from legato_local.files import make_folder, write_atomically
from legato_local.progress import Reporter
from legato_local.secrets import make_typed_password

EMAIL = "listener@legato.internal"


@dataclass(frozen=True)
class Known:
    """What is remembered of the demo; `origin` is empty until the music is there."""

    password: str
    origin: str = ""


class Demo:
    """The demo of one cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._file = cluster.state / "demo.json"

    @property
    def known(self) -> Known:
        """What is remembered; a password is made for a new listener."""
        if not self._file.exists():
            make_folder(self._cluster.state, 0o755)
            self._remember(Known(make_typed_password()))
        return Known(**json.loads(self._file.read_text()))

    @property
    def listener(self) -> Account:
        """Who may sign in to hear it."""
        return Account(EMAIL, self.known.password)

    async def fetch(self, reporter: Reporter) -> Music:
        """Get the music ready; needs no cluster."""
        with reporter.step("demo music"):
            return await fetch_music(
                downloads=self._cluster.cache / "downloads",
                folder=self._cluster.state / "music",
                log=self._cluster.log("demo"),
            )

    async def bring(self, music: Music, admin: Account, reporter: Reporter) -> None:
        """Sign the listener up and import the music; raise `DemoError` when that fails."""
        async with DemoClient(self._cluster.url) as client:
            with reporter.step("demo listener"):
                await client.register(self.listener, DISPLAY_NAME)
            with reporter.step(f"import of {music.tracks} tracks") as step:
                await client.sign_in(admin)
                started = await client.start_import(music.archive)
                await client.finish_import(started, lambda done: step.advance(done, music.tracks))
        music.archive.unlink()
        self._remember(Known(self.known.password, music.origin))

    def _remember(self, known: Known) -> None:
        write_atomically(Path(self._file), json.dumps(asdict(known)))
