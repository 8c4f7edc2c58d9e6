"""Lists, single items and search over a small library."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest

from legato_kit.ids import new_id
from legato_kit.instruments import build_instruments
from legato_kit.resources import open_database
from legato_local.parts.valkey import Valkey
from music_service.app import build_app
from music_service.context import STORAGE
from music_service.storage.objects import build_object_store
from tests.integration.conftest import TestDatabase
from tests.integration.music.conftest import (
    Keys,
    build_importer_settings,
    build_settings,
    build_worker,
    get,
    import_now,
    items,
)
from tests.support.archives import make_zip
from tests.support.asgi import client_of
from tests.support.audio import Tags, make_noise, tag_audio
from tests.support.problems import assert_problem

pytestmark = pytest.mark.integration

LISTS = ("/v1/artists", "/v1/albums", "/v1/tracks")

SERGEI = "Сергей Прокофьев"
DEBUT = Tags(title="Human Behaviour", artist="Björk", album="Debut", number=1, year=1993)
LIBRARY = (
    DEBUT,
    replace(DEBUT, title="Crying", number=2),
    replace(DEBUT, title="Venus as a Boy", artist="BJÖRK", number=3),
    replace(DEBUT, title="Army of Me", artist="Bjork", album="Post", year=1995),
    Tags(title="Come Together", artist="The Beatles", album="Abbey Road", year=1969),
    Tags(title="Gute Nacht", artist="Schubert; Müller", album="Winterreise", year=1828),
    Tags(title="東京の夜", artist="東京楽団", album="東京", year=2001),
    Tags(title="Петя и волк", artist=SERGEI, album="Сказки", year=1936),
)


@pytest.fixture(scope="module")
def archive() -> bytes:
    """The library as a zip, in an order that is not that of any list."""
    noise = make_noise(seconds=0.5)
    files = {f"{tags.title}.ogg": tag_audio(noise, tags, "ogg") for tags in reversed(LIBRARY)}
    return make_zip(files)


@pytest.fixture(scope="module")
async def library(
    migrated: TestDatabase,
    valkey_server: Valkey,
    keys: Keys,
    archive: bytes,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service that has the library; the tests here change nothing of it."""
    folder = tmp_path_factory.mktemp("library")
    settings = build_settings(migrated, valkey_server, keys, (folder / "objects").as_uri())
    instruments = build_instruments("music", settings)
    async with (
        client_of(build_app(settings, instruments)) as client,
        open_database(build_importer_settings(settings, folder), instruments, STORAGE) as database,
    ):
        objects = build_object_store(settings.objects_uri)
        worker = build_worker(database, objects, instruments, folder)
        client.headers.update(keys.bearer("curator"))
        found = await import_now(client, worker, "library.zip", archive)
        assert found["imported"] == len(LIBRARY), found
        yield client


def names(shown: Sequence[Any]) -> list[str]:
    return [item.get("title") or item["name"] for item in shown]


async def test_lists_are_sorted_as_on_a_shelf(library: httpx.AsyncClient) -> None:
    artists = await items(library, "/v1/artists")
    assert names(artists) == ["The Beatles", "Bjork", "Schubert; Müller", SERGEI, "東京楽団"]
    assert artists[0]["sort_name"] == "Beatles, The"
    albums = names(await items(library, "/v1/albums"))
    assert albums == ["Abbey Road", "Debut", "Post", "Winterreise", "Сказки", "東京"]
    assert names(await items(library, "/v1/tracks"))[:2] == ["Army of Me", "Come Together"]


async def test_spellings_that_differ_in_case_or_accents_are_one_artist_and_one_album(
    library: httpx.AsyncClient,
) -> None:
    (artist,) = (await get(library, "/v1/search", q="bjork"))["artists"]
    assert (artist["album_count"], artist["track_count"]) == (2, 4)
    albums = await items(library, "/v1/albums", artist_id=artist["id"])
    assert names(albums) == ["Post", "Debut"], "newest first"
    tracks = await items(library, "/v1/tracks", album_id=albums[1]["id"])
    assert names(tracks) == ["Human Behaviour", "Crying", "Venus as a Boy"]
    assert albums[1]["track_count"] == 3
    assert albums[1]["duration_ms"] == sum(track["duration_ms"] for track in tracks)
    of_artist = await items(library, "/v1/tracks", artist_id=artist["id"])
    assert len(of_artist) == 4
    both = {"album_id": albums[1]["id"], "artist_id": artist["id"]}
    assert await items(library, "/v1/tracks", **both) == tracks


@pytest.mark.parametrize("path", LISTS)
async def test_an_item_alone_looks_as_in_its_list_with_the_cache_or_without(
    library: httpx.AsyncClient, path: str
) -> None:
    for item in await items(library, path):
        for _ in ("from the database", "from the cache"):
            assert await get(library, f"{path}/{item['id']}") == item


@pytest.mark.parametrize(
    ("path", "query"),
    [("/v1/artists", ""), ("/v1/albums", ""), ("/v1/tracks", ""), ("/v1/albums", "artist_id")],
)
async def test_pages_of_any_size_hold_every_item_once_in_one_order(
    library: httpx.AsyncClient, path: str, query: str
) -> None:
    filters = {}
    if query:
        (artist,) = (await get(library, "/v1/search", q="bjork"))["artists"]
        filters = {query: artist["id"]}
    await assert_paged(library, path, filters)


async def test_the_tracks_of_an_album_are_paged_in_playing_order(
    library: httpx.AsyncClient,
) -> None:
    (album,) = (await get(library, "/v1/search", q="debut"))["albums"]
    await assert_paged(library, "/v1/tracks", {"album_id": album["id"]})


async def assert_paged(client: httpx.AsyncClient, path: str, filters: dict[str, str]) -> None:
    whole = await items(client, path, **filters)
    assert whole
    walked: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = await get(client, path, limit=1, **filters, **cursor)
        walked += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert walked == whole


@pytest.mark.parametrize(
    ("question", "kind", "first"),
    [
        ("debut", "albums", "Debut"),
        ("BEATLES", "artists", "The Beatles"),
        ("muller", "artists", "Schubert; Müller"),
        ("come tog", "tracks", "Come Together"),
        ("Come Togehter", "tracks", "Come Together"),
        ("behavior human", "tracks", "Human Behaviour"),
        ("東京", "albums", "東京"),
        ("прокофев", "artists", SERGEI),
        ("の夜", "tracks", "東京の夜"),
        ("  gute   nacht ", "tracks", "Gute Nacht"),
    ],
)
async def test_a_search_finds_what_was_meant(
    library: httpx.AsyncClient, question: str, kind: str, first: str
) -> None:
    found = await get(library, "/v1/search", q=question)
    assert names(found[kind])[0] == first


@pytest.mark.parametrize("question", ["%", "_", "\\", "xyzzy", "' OR 1=1; --", "́"])
async def test_a_search_for_nothing_that_is_there_finds_nothing(
    library: httpx.AsyncClient, question: str
) -> None:
    found = await get(library, "/v1/search", q=question)
    assert found == {"artists": [], "albums": [], "tracks": []}


@pytest.mark.parametrize("question", ["", " ", "a\0b", "a\nb", "x" * 201])
async def test_a_question_that_is_none_is_refused_by_name(
    library: httpx.AsyncClient, question: str
) -> None:
    answer = await library.get("/v1/search", params={"q": question})
    assert_problem(answer, 422, field="q")


@pytest.mark.parametrize("path", [*LISTS, "/v1/imports"])
@pytest.mark.parametrize("cursor", ["x", "W10", "WyJhIiwiYiJd", "WyIxIiwiYSIsIngiXQ", "é"])
async def test_a_cursor_of_nowhere_is_refused_by_name(
    library: httpx.AsyncClient, path: str, cursor: str
) -> None:
    answer = await library.get(path, params={"cursor": cursor})
    assert_problem(answer, 422, field="cursor")


@pytest.mark.parametrize("path", [*LISTS, "/v1/imports"])
async def test_ids_that_are_none_or_nobodys_are_told_apart(
    library: httpx.AsyncClient, path: str
) -> None:
    assert_problem(await library.get(f"{path}/{new_id()}"), 404)
    assert_problem(await library.get(f"{path}/nonsense"), 422)


@pytest.mark.parametrize("path", [*LISTS, "/v1/search?q=a", "/v1/imports"])
async def test_nothing_is_shown_without_a_token(library: httpx.AsyncClient, path: str) -> None:
    assert_problem(await library.get(path, headers={"Authorization": ""}), 401)
