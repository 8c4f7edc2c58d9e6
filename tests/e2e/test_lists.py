"""Lists page by page."""

from typing import Any

import httpx
import pytest

from tests.e2e.conftest import Album
from tests.support.people import Person

pytestmark = pytest.mark.e2e

LISTS = ("/v1/artists", "/v1/albums", "/v1/tracks")

SMALL_PAGE = 3

MOST_PAGES = 100
"""Small pages that are walked; a larger library is compared as far as they reach."""


async def walk(
    http: httpx.AsyncClient, path: str, limit: int, most_pages: int | None = None, **only: str
) -> list[dict[str, Any]]:
    """Return the items of all pages."""
    items: list[dict[str, Any]] = []
    params: dict[str, str | int] = {"limit": limit, **only}
    pages = 0
    while most_pages is None or pages < most_pages:
        answer = await http.get(path, params=params)
        page = answer.json()
        assert len(page["items"]) <= limit
        items += page["items"]
        pages += 1
        if page["next_cursor"] is None:
            break
        assert page["items"], "an empty page says that another follows"
        params["cursor"] = page["next_cursor"]
    return items


@pytest.mark.parametrize("path", LISTS)
async def test_pages_of_any_size_hold_every_item_once_in_one_order(
    listener: Person, album: Album, path: str
) -> None:
    whole = [item["id"] for item in await walk(listener.http, path, 200)]
    assert len(set(whole)) == len(whole)
    small = [item["id"] for item in await walk(listener.http, path, SMALL_PAGE, MOST_PAGES)]
    assert small == whole[: SMALL_PAGE * MOST_PAGES]


@pytest.mark.parametrize("path", LISTS)
async def test_an_item_of_a_list_looks_as_it_does_alone(
    listener: Person, album: Album, path: str
) -> None:
    page = (await listener.http.get(path, params={"limit": 1})).json()
    for item in page["items"]:
        assert (await listener.http.get(f"{path}/{item['id']}")).json() == item


async def test_what_was_imported_is_in_the_lists(listener: Person, album: Album) -> None:
    tracks = {item["id"] for item in await walk(listener.http, "/v1/tracks", 200)}
    assert {track["id"] for track in album.tracks.values()} <= tracks
    albums = [item["title"] for item in await walk(listener.http, "/v1/albums", 200)]
    assert albums.count(album.title) == 1
    artists = [item["name"] for item in await walk(listener.http, "/v1/artists", 200)]
    assert artists.count(album.artist) == 1


async def test_an_album_is_listed_in_playing_order(listener: Person, album: Album) -> None:
    track = next(iter(album.tracks.values()))
    listed = await walk(listener.http, "/v1/tracks", SMALL_PAGE, album_id=track["album"]["id"])
    assert [item["title"] for item in listed] == sorted(album.files)


async def test_an_artist_is_listed_with_albums_and_tracks(listener: Person, album: Album) -> None:
    artist = next(iter(album.tracks.values()))["artists"][0]["id"]
    albums = await walk(listener.http, "/v1/albums", SMALL_PAGE, artist_id=artist)
    assert [item["title"] for item in albums] == [album.title]
    tracks = await walk(listener.http, "/v1/tracks", SMALL_PAGE, artist_id=artist)
    assert {item["title"] for item in tracks} == {*album.files}


async def test_nothing_is_listed_of_what_is_not_there(listener: Person) -> None:
    nothing = "0197b0c8-0000-7000-8000-000000000001"
    assert await walk(listener.http, "/v1/tracks", SMALL_PAGE, album_id=nothing) == []
