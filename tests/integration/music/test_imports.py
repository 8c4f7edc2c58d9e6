"""From an upload to tracks, on both kinds of object store."""

import gzip
import hashlib
from collections.abc import Mapping

import httpx
import pytest

from music_service.imports.worker import Worker
from music_service.storage.objects import ObjectStore
from tests.integration.music.conftest import get, import_now, items
from tests.support.archives import make_tar, make_zip
from tests.support.audio import MIME_TYPES, Tags, make_audio, make_cover, make_noise

pytestmark = pytest.mark.integration

TAGGED = ("flac", "m4a", "mp3", "ogg", "opus")


@pytest.fixture(params=["files", "s3"])
def objects_uri(request: pytest.FixtureRequest) -> str:
    """Both kinds of store."""
    uri: str = request.getfixturevalue(f"{request.param}_uri")
    return uri


def album(*extensions: str) -> Mapping[str, bytes]:
    """One track of each kind, on one album."""
    return {
        f"Album/{number:02} {extension}.{extension}": make_audio(
            Tags(title=f"In {extension}", artist="Björk", album="Formats", number=number),
            extension,
            seconds=1.0,
        )
        for number, extension in enumerate(extensions, 1)
    }


async def test_an_archive_of_every_format_becomes_an_album(
    curator: httpx.AsyncClient, worker: Worker, objects: ObjectStore
) -> None:
    files = album(*TAGGED)
    found = await import_now(curator, worker, "album.zip", make_zip(files))
    assert (found["state"], found["imported"], found["rejected"]) == ("succeeded", 5, [])
    (shown,) = await items(curator, "/v1/albums")
    assert (shown["title"], shown["year"], shown["track_count"]) == ("Formats", 2024, 5)
    tracks = await items(curator, "/v1/tracks", album_id=shown["id"])
    assert [track["title"] for track in tracks] == [f"In {kind}" for kind in TAGGED]
    for track, (kind, content) in zip(
        tracks, zip(TAGGED, files.values(), strict=True), strict=True
    ):
        assert track["mime_type"] == MIME_TYPES[kind]
        assert track["bytes"] == len(content)
        assert track["duration_ms"] == pytest.approx(1000, abs=100)
        assert track["artists"][0]["name"] == "Björk"
        digest = hashlib.sha256(content).hexdigest()
        assert await objects.get_bytes(f"audio/{digest[:2]}/{digest}.{kind}") == content


async def test_a_file_alone_is_imported_and_named_after_itself_where_it_has_no_tags(
    curator: httpx.AsyncClient, worker: Worker
) -> None:
    found = await import_now(curator, worker, "Rain on a roof.wav", make_noise("wav"))
    assert (found["state"], found["imported"]) == ("succeeded", 1)
    (track,) = await items(curator, "/v1/tracks")
    assert track["title"] == "Rain on a roof"
    assert track["album"]["title"] == "Unknown album"
    assert track["artists"][0]["name"] == "Unknown artist"


async def test_an_upload_is_gone_from_the_store_once_its_import_is_over(
    curator: httpx.AsyncClient, worker: Worker, objects: ObjectStore
) -> None:
    found = await import_now(curator, worker, "a.ogg", make_noise())
    left = [one.key async for one in objects.list_objects("uploads/")]
    assert f"uploads/{found['id']}" not in left


async def test_the_same_import_twice_changes_nothing(
    curator: httpx.AsyncClient, worker: Worker
) -> None:
    archive = make_zip(album("ogg", "mp3"))
    await import_now(curator, worker, "album.zip", archive)
    before = await get(curator, "/v1/tracks")
    found = await import_now(curator, worker, "album.zip", archive)
    assert (found["imported"], found["unchanged"], found["rejected"]) == (0, 2, [])
    assert await get(curator, "/v1/tracks") == before


@pytest.mark.parametrize("kind", ["tar", "tar.gz"])
async def test_tars_are_read_like_zips(
    curator: httpx.AsyncClient, worker: Worker, kind: str
) -> None:
    archive = make_tar(album("ogg", "flac"))
    if kind == "tar.gz":
        archive = gzip.compress(archive)
    found = await import_now(curator, worker, "a name that says nothing", archive)
    assert (found["state"], found["imported"]) == ("succeeded", 2)


async def test_covers_come_from_the_file_or_else_from_its_folder(
    curator: httpx.AsyncClient, worker: Worker
) -> None:
    inside, beside = make_cover(), make_cover()
    own = Tags(title="Own", artist="A", album="With its own")
    bare = Tags(title="Bare", artist="A", album="With a folder's")
    files = {
        "one/own.mp3": make_audio(own, "mp3", seconds=0.5, cover=inside),
        "one/cover.jpg": beside,
        "two/Folder.JPG": make_cover(),
        "two/cover.jpg": beside,
        "two/bare.ogg": make_audio(bare, "ogg", seconds=0.5),
        "three/bare.ogg": make_audio(Tags(title="None", artist="A", album="None"), seconds=0.5),
    }
    found = await import_now(curator, worker, "covers.zip", make_zip(files))
    assert (found["imported"], found["rejected"]) == (3, [])
    covers = {shown["title"]: shown["cover"] for shown in await items(curator, "/v1/albums")}
    assert covers["None"] is None
    assert covers["With its own"]["url"] != covers["With a folder's"]["url"]
    (track,) = (await get(curator, "/v1/search", q="bare"))["tracks"]
    assert track["cover"] == covers["With a folder's"]
    del curator.headers["authorization"]
    answer = await curator.get(track["cover"]["url"])
    assert answer.headers["content-type"] == "image/jpeg"
