"""People and music for tests that know nothing of a Legato but its address and its credentials.

A stack is never cleaned: every run brings accounts and music that nobody has seen before.
"""

import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.conftest import Stack
from tests.support.archives import make_zip
from tests.support.audio import Tags, make_audio, make_cover
from tests.support.imports import import_file
from tests.support.people import Person, connect, signed_in, someone_new

TRACKS = {1: "ogg", 2: "flac", 3: "mp3", 4: "opus"}
"""Number of each track of the album, and the kind of its file."""

LONGER_SECONDS = 3.0
"""Length of each track of the album."""


@dataclass(frozen=True)
class Album:
    """What was imported for this run; `word` stands in every name of it and in no other."""

    word: str
    artist: str
    title: str
    files: Mapping[str, bytes]
    """Files by the title of the track."""
    tracks: Mapping[str, dict[str, Any]]
    """Tracks as the catalogue shows them, by title."""
    imported: dict[str, Any]
    """The import when it was over."""


@pytest.fixture(scope="session")
async def client(stack: Stack) -> AsyncIterator[httpx.AsyncClient]:
    """Someone who is not signed in."""
    async with connect(stack.url) as client:
        yield client


@pytest.fixture(scope="session")
async def admin(client: httpx.AsyncClient, stack: Stack) -> AsyncIterator[Person]:
    """The admin of the stack, for imports alone: the account stays as it is."""
    admin = stack.credentials["admin"]
    async with signed_in(client, admin["email"], admin["password"]) as person:
        yield person


@pytest.fixture(scope="session")
async def listener(client: httpx.AsyncClient) -> AsyncIterator[Person]:
    """A listener of this run, for tests that leave the account as it is."""
    async with someone_new(client) as person:
        yield person


@pytest.fixture
async def newcomer(client: httpx.AsyncClient) -> AsyncIterator[Person]:
    """A listener of this test alone."""
    async with someone_new(client) as person:
        yield person


@pytest.fixture(scope="session")
async def album(admin: Person, listener: Person) -> Album:
    """Four tracks with one cover, handed in as a zip."""
    word = new_word()
    artist, title, cover = f"The {word} Quartet", f"{word} at dusk", make_cover()
    files = {}
    for number, extension in TRACKS.items():
        tags = Tags(title=f"{word} part {number}", artist=artist, album=title, number=number)
        audio = make_audio(tags, extension, seconds=LONGER_SECONDS, cover=cover)
        files[tags.title] = (f"{word}/{number}.{extension}", audio)
    imported = await import_file(admin.http, f"{word}.zip", make_zip(dict(files.values())))
    found = (await listener.http.get("/v1/search", params={"q": word})).json()
    tracks = {track["title"]: track for track in found["tracks"]}
    contents = {name: audio for name, (_, audio) in files.items()}
    return Album(word, artist, title, contents, tracks, imported)


def new_word() -> str:
    """Return a word that no music has in its name yet."""
    return f"q{secrets.token_hex(6)}"
