"""What was acknowledged outlives the death of any process, and happens once."""

import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping

import httpx
import pytest

from tests.chaos.adapter import Adapter
from tests.chaos.scene import Scene
from tests.conftest import Stack
from tests.support.archives import make_zip
from tests.support.audio import Tags, make_audio, make_noise, tag_audio
from tests.support.deadlines import PART_BACK_SECONDS
from tests.support.imports import import_file, outcome, seen
from tests.support.people import Person, connect
from tests.support.problems import check_clear_error
from tests.support.traffic import Traffic, is_right
from tests.support.waiting import until

pytestmark = pytest.mark.chaos

PER_SECOND = 16.0

TRACKS = 150
"""Enough to be met half-way."""

LONG_SECONDS = 240.0
"""As FLAC some 20 MB: more than lies in buffers on the way."""


async def test_no_acknowledged_write_is_lost_when_postgres_is_killed(
    adapter: Adapter, scene: Scene
) -> None:
    sources = {**scene.sources(), "register": scene.register}
    async with Traffic(sources, PER_SECOND) as traffic:
        await traffic.until_each({*sources}, is_right, "answers before", PART_BACK_SECONDS)
        await adapter.kill("postgres")
        await traffic.until_each(
            {*sources}, is_right, "answers after", PART_BACK_SECONDS, in_a_row=adapter.in_a_row
        )
    await scene.assert_kept()


async def test_an_import_whose_process_and_database_die_is_finished_and_brings_nothing_twice(
    adapter: Adapter, scene: Scene, admin: Person, stack: Stack
) -> None:
    word = secrets.token_hex(8)
    sources = scene.sources()
    async with (
        connect(stack.url, admin.access_token, check_clear_error) as http,
        Traffic(sources, PER_SECOND) as traffic,
    ):
        library = make_library(word)
        identifier = await until(
            lambda: hand_in(http, word, library), "an upload", PART_BACK_SECONDS
        )
        begun = await seen(http, identifier, lambda found: found["imported"] > 0)
        assert begun["state"] == "running", "it was over before it could be cut off"
        await adapter.kill("importer")
        await adapter.kill("postgres")
        over = await outcome(http, identifier)
        await traffic.until_each(
            {*sources}, is_right, "answers after", PART_BACK_SECONDS, in_a_row=adapter.in_a_row
        )
    assert (over["state"], over["imported"], over["unchanged"]) == ("succeeded", TRACKS, 0)
    assert over["rejected"] == []
    found = (await admin.http.get("/v1/search", params={"q": word, "limit": TRACKS})).json()
    titles = Counter(track["title"] for track in found["tracks"])
    assert titles == Counter(f"{word} {number}" for number in range(1, TRACKS + 1))
    assert len(found["albums"]) == 1


async def hand_in(http: httpx.AsyncClient, word: str, library: bytes) -> str:
    """Return the import's id, nothing while the service still finds its way to the database."""
    answer = await http.post(
        "/v1/imports",
        files={"file": (f"{word}.zip", library)},
        headers={"Idempotency-Key": word},
    )
    identifier: str = answer.json().get("id", "")
    return identifier


@pytest.mark.parametrize("part", ["media", "gateway"])
async def test_a_stream_that_is_cut_off_goes_on_where_it_was(
    adapter: Adapter, admin: Person, stack: Stack, part: str
) -> None:
    word = secrets.token_hex(8)
    tags = Tags(title=word, artist=word, album=word)
    audio = make_audio(tags, "flac", seconds=LONG_SECONDS)
    await import_file(admin.http, f"{word}.flac", audio)
    found = (await admin.http.get("/v1/search", params={"q": word})).json()
    play = await admin.http.post(f"/v1/tracks/{found['tracks'][0]['id']}/play", json={})
    url = play.json()["url"]
    async with connect(stack.url, check=check_clear_error) as http:
        heard = bytearray()
        etag = (await http.head(url)).headers["etag"]
        with pytest.raises(httpx.TransportError):
            await hear(http, url, heard, lambda: adapter.kill(part))
        known = {"Range": f"bytes={len(heard)}-", "If-Range": etag}
        rest = await until(lambda: go_on(http, url, known), "the rest", PART_BACK_SECONDS)
    assert 0 < len(heard) < len(audio)
    assert rest is not None
    assert bytes(heard) + rest == audio


async def hear(
    http: httpx.AsyncClient, url: str, heard: bytearray, begun: Callable[[], Awaitable[None]]
) -> None:
    """Fill `heard` with what comes of the audio; wait for `begun` once its first bytes are here."""
    async with http.stream("GET", url) as stream:
        async for chunk in stream.aiter_raw():
            if not heard:
                await begun()
            heard += chunk


async def go_on(http: httpx.AsyncClient, url: str, headers: Mapping[str, str]) -> bytes | None:
    """Ask for the rest, as a player does; None while there is no right answer."""
    try:
        answer = await http.get(url, headers=headers)
    except httpx.TransportError:
        return None
    return answer.content if answer.status_code == httpx.codes.PARTIAL_CONTENT else None


def make_library(word: str) -> bytes:
    """A zip of tracks that differ in their tags alone."""
    noise = make_noise(seconds=0.5)
    files = {}
    for number in range(1, TRACKS + 1):
        tags = Tags(title=f"{word} {number}", artist=word, album=word, number=number)
        files[f"{number}.ogg"] = tag_audio(noise, tags, "ogg")
    return make_zip(files)
