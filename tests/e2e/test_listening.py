"""From a file that was handed in to the bytes that a listener hears."""

import hashlib
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.e2e.conftest import LONGER_SECONDS, TRACKS, Album
from tests.support.audio import MIME_TYPES
from tests.support.people import Person

pytestmark = pytest.mark.e2e

LENGTH_MS = pytest.approx(LONGER_SECONDS * 1000, abs=150)
"""Codecs pad the last of their frames."""

SHORTEST_LIFE = timedelta(minutes=30)
"""A media URL lives that long, and twice the length of its track."""


async def test_an_import_tells_what_became_of_it(album: Album) -> None:
    assert album.imported["state"] == "succeeded"
    assert album.imported["imported"] == len(TRACKS)
    assert album.imported["unchanged"] == 0
    assert album.imported["rejected"] == []


async def test_the_catalogue_shows_an_imported_album_with_its_artist(
    listener: Person, album: Album
) -> None:
    found = (await listener.http.get("/v1/search", params={"q": album.word})).json()
    (in_search,) = found["albums"]
    shown = (await listener.http.get(f"/v1/albums/{in_search['id']}")).json()
    assert shown == in_search
    assert (shown["title"], shown["year"]) == (album.title, 2024)
    assert [artist["name"] for artist in shown["artists"]] == [album.artist]
    (artist,) = found["artists"]
    assert artist["id"] == shown["artists"][0]["id"]
    assert (await listener.http.get(f"/v1/artists/{artist['id']}")).json() == artist


async def test_the_catalogue_shows_each_imported_track(listener: Person, album: Album) -> None:
    assert set(album.tracks) == set(album.files)
    for title, track in album.tracks.items():
        shown = (await listener.http.get(f"/v1/tracks/{track['id']}")).json()
        assert shown == track
        assert shown["title"] == title
        assert shown["duration_ms"] == LENGTH_MS
        assert shown["album"]["title"] == album.title
        assert [artist["name"] for artist in shown["artists"]] == [album.artist]
        assert shown["cover"]["url"].startswith("/v1/covers/")


@pytest.mark.parametrize("query", ["{} part 2", "{}", "part 2 {}", "{} PART", "QUARTET {}"])
async def test_a_search_finds_tracks_by_parts_of_their_names_whatever_the_letter_case(
    listener: Person, album: Album, query: str
) -> None:
    answer = await listener.http.get("/v1/search", params={"q": query.format(album.word)})
    found = answer.json()
    names = [thing.get("title", thing.get("name")) for kind in found.values() for thing in kind]
    assert any(album.word in name for name in names), names


async def test_a_search_answers_no_more_than_was_asked_for(listener: Person, album: Album) -> None:
    answer = await listener.http.get("/v1/search", params={"q": album.word, "limit": 2})
    assert len(answer.json()["tracks"]) == 2


@pytest.mark.parametrize(("number", "extension"), TRACKS.items())
async def test_what_is_streamed_is_the_file_that_was_imported(
    client: httpx.AsyncClient, listener: Person, album: Album, number: int, extension: str
) -> None:
    title = f"{album.word} part {number}"
    play = await listener.http.post(f"/v1/tracks/{album.tracks[title]['id']}/play", json={})
    assert play.status_code == 200
    told = play.json()
    assert told["mime_type"] == MIME_TYPES[extension]
    assert told["bytes"] == len(album.files[title])
    assert datetime.fromisoformat(told["expires_at"]) > datetime.now(UTC) + SHORTEST_LIFE
    stream = await client.get(told["url"])
    assert stream.status_code == 200
    assert stream.headers["content-type"] == told["mime_type"]
    assert stream.headers["accept-ranges"] == "bytes"
    heard, given = (hashlib.sha256(b).hexdigest() for b in (stream.content, album.files[title]))
    assert heard == given


async def test_a_play_may_come_without_a_body(listener: Person, album: Album) -> None:
    track = next(iter(album.tracks.values()))
    answer = await listener.http.post(f"/v1/tracks/{track['id']}/play")
    assert answer.status_code == 200


async def test_a_cover_is_shown_to_anyone_and_kept_for_good(
    client: httpx.AsyncClient, album: Album
) -> None:
    url = next(iter(album.tracks.values()))["cover"]["url"]
    assert {track["cover"]["url"] for track in album.tracks.values()} == {url}
    cover = await client.get(url)
    assert cover.status_code == 200
    assert cover.headers["content-type"].startswith("image/")
    assert "immutable" in cover.headers["cache-control"]
    assert "public" in cover.headers["cache-control"]
    known = {"If-None-Match": cover.headers["etag"]}
    assert (await client.get(url, headers=known)).status_code == 304
