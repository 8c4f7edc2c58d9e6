"""The player in headless Chromium, against a stack that is known by its address alone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright

from tests.conftest import Stack
from tests.e2e.conftest import new_word
from tests.support.archives import make_zip
from tests.support.audio import Tags, make_cover, make_noise, tag_audio
from tests.support.browser import (
    BROWSER_SECONDS,
    CHROMIUM,
    CHROMIUM_ARGUMENTS,
    LISTEN_TO_AUDIO,
    REFRESH_TOKEN_KEY,
    Complaints,
    Player,
)
from tests.support.imports import import_file
from tests.support.people import Person, register, sign_in

RECORD_TRACKS = 3

RECORD_SECONDS = 240.0
"""Length of each track: as FLAC about 20 MB, more than a browser fetches ahead."""


@dataclass(frozen=True)
class Record:
    """An album of long tracks; `titles` in playing order."""

    id: str
    title: str
    artist: str
    titles: tuple[str, ...]


@pytest.fixture(scope="session", autouse=True)
def chromium_path() -> str:
    """Where the browser is; asked first, so that nothing is started or imported in vain."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no {CHROMIUM}: apt-get install chromium")
    return CHROMIUM


@pytest.fixture(scope="session")
async def chromium(chromium_path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path, args=list(CHROMIUM_ARGUMENTS)
        )
        yield browser
        await browser.close()


@pytest.fixture
async def context(chromium: Browser, stack: Stack) -> AsyncIterator[BrowserContext]:
    """A browser that has never been here."""
    context = await chromium.new_context(
        base_url=stack.url,
        ignore_https_errors=True,
        reduced_motion="reduce",
        viewport={"width": 1280, "height": 800},
    )
    context.set_default_timeout(BROWSER_SECONDS * 1000)
    await context.add_init_script(LISTEN_TO_AUDIO)
    yield context
    await context.close()


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture
async def visitor(context: BrowserContext, complaints: Complaints) -> AsyncIterator[Player]:
    """A tab of someone who is not signed in. At the end the browser has no complaint."""
    page = await context.new_page()
    complaints.watch(page)
    yield Player(page)
    assert complaints.unexpected == []


@pytest.fixture(scope="session")
async def guest(client: httpx.AsyncClient) -> dict[str, str]:
    """The account of those who listen here."""
    return await register(client, display_name="Clara")


@pytest.fixture
async def player(visitor: Player, client: httpx.AsyncClient, guest: dict[str, str]) -> Player:
    """A tab of a listener who has signed in before."""
    tokens = await sign_in(client, guest["email"], guest["password"])
    await keep_session(visitor, tokens["refresh_token"])
    return visitor


@pytest.fixture(scope="session")
async def record(admin: Person, listener: Person) -> Record:
    word = new_word()
    artist, title, cover = f"{word} Ensemble", f"{word} at length", make_cover()
    titles = tuple(f"{word} {number}" for number in range(1, RECORD_TRACKS + 1))
    files = {}
    for number, name in enumerate(titles, start=1):
        tags = Tags(title=name, artist=artist, album=title, number=number)
        noise = make_noise("flac", seconds=RECORD_SECONDS)
        files[f"{number}.flac"] = tag_audio(noise, tags, "flac", cover)
    imported = await import_file(admin.http, f"{word}.zip", make_zip(files))
    assert imported["imported"] == RECORD_TRACKS, imported
    found = (await listener.http.get("/v1/search", params={"q": word})).json()
    return Record(found["albums"][0]["id"], title, artist, titles)


async def keep_session(player: Player, refresh_token: str) -> None:
    """Put a refresh token where the player keeps it, before the page first looks."""
    script = f"""
      if (!sessionStorage.getItem('seeded')) {{
        sessionStorage.setItem('seeded', 'yes');
        localStorage.setItem('{REFRESH_TOKEN_KEY}', '{refresh_token}');
      }}
    """
    await player.page.add_init_script(script)
