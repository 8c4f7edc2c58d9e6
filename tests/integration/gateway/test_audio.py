"""Ranges of audio files, as nginx sends them through the gateway."""

import httpx
import pytest

from tests.integration.gateway.conftest import Backends, client_at_socket
from tests.support.problems import MEDIA_TYPE, assert_problem
from tests.support.tokens import Issuers


@pytest.fixture
def audio(gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends) -> "Audio":
    return Audio(gateway, issuers, backends)


class Audio:
    """The one audio file behind the gateway."""

    def __init__(self, gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends) -> None:
        self.path = backends.audio_path
        self.content = backends.audio.read_bytes()
        self._gateway = gateway
        self._issuers = issuers

    async def ask(self, method: str = "GET", **headers: str) -> httpx.Response:
        params = {"t": self._issuers.media_token(self.path)}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._gateway.request(method, self.path, params=params, headers=named)


async def test_the_whole_file(audio: Audio) -> None:
    answer = await audio.ask()
    assert answer.status_code == 200
    assert answer.content == audio.content
    assert answer.headers["content-type"] == "audio/ogg"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-1023", 0, 1023),
        ("bytes=1000-", 1000, 399_999),
        ("bytes=-500", 399_500, 399_999),
        ("bytes=399999-", 399_999, 399_999),
        ("bytes=399000-999999", 399_000, 399_999),
        ("bytes=-999999", 0, 399_999),
    ],
)
async def test_a_range(audio: Audio, asked: str, first: int, last: int) -> None:
    answer = await audio.ask(range=asked)
    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes {first}-{last}/400000"
    assert answer.content == audio.content[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=400000-", "bytes=999999-1000000", "bytes=-0"])
async def test_a_range_behind_the_end_says_where_the_end_is(audio: Audio, asked: str) -> None:
    answer = await audio.ask(range=asked)
    assert_problem(answer, 416)
    assert answer.headers["content-range"] == "bytes */400000"


@pytest.mark.parametrize("asked", ["lines=0-1"])
async def test_a_range_of_another_unit_is_ignored(audio: Audio, asked: str) -> None:
    answer = await audio.ask(range=asked)
    assert (answer.status_code, answer.content) == (200, audio.content)


async def test_head_tells_what_get_would(audio: Audio) -> None:
    answer = await audio.ask("HEAD")
    assert answer.status_code == 200
    assert answer.headers["content-length"] == "400000"
    assert answer.content == b""


async def test_the_etag_is_strong_and_a_copy_that_has_it_is_good(audio: Audio) -> None:
    etag = (await audio.ask("HEAD")).headers["etag"]
    assert etag.startswith('"')
    assert (await audio.ask(if_none_match=etag)).status_code == 304
    assert (await audio.ask(if_none_match='"another"')).status_code == 200


async def test_a_part_is_completed_only_from_the_same_file(audio: Audio) -> None:
    etag = (await audio.ask("HEAD")).headers["etag"]
    same = await audio.ask(range="bytes=100-", if_range=etag)
    assert (same.status_code, same.content) == (206, audio.content[100:])
    other = await audio.ask(range="bytes=100-", if_range='"another"')
    assert (other.status_code, other.content) == (200, audio.content)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_audio_is_only_read(audio: Audio, method: str) -> None:
    assert_problem(await audio.ask(method), 405)


@pytest.mark.parametrize(
    "name",
    [
        "/media/",
        "/media/audio/",
        "/media/audio/{folder}",
        "/media/audio/{folder}/",
        "/media/audio/{folder}/{name}",
        "/media/audio/{folder}/{name}.ogg/",
        "/media/audio/{folder}/{name}.ogg%231",
        "/media/audio/{folder}/.{name}.ogg",
        "/media/audio/00/{name}.ogg",
        "/media/uploads/{name}.ogg",
        "/media/covers/{folder}/{name}.ogg",
        "/audio/{folder}/{name}.ogg",
        "/",
    ],
)
async def test_there_is_nothing_but_whole_objects_by_their_own_names(
    backends: Backends, name: str
) -> None:
    path = name.format(folder=backends.audio.parent.name, name=backends.audio.stem)
    for stray in (f"{backends.audio.name}#1", f".{backends.audio.name}", backends.audio.stem):
        backends.audio.with_name(stray).touch()
    uploads = backends.audio.parents[2] / "uploads"
    uploads.mkdir(exist_ok=True)
    (uploads / backends.audio.name).touch()
    async with client_at_socket(backends.media.socket) as nginx:
        answer = await nginx.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == MEDIA_TYPE


@pytest.mark.parametrize(
    ("ending", "mime_type"),
    [
        ("ogg", "audio/ogg"),
        ("opus", "audio/ogg"),
        ("flac", "audio/flac"),
        ("mp3", "audio/mpeg"),
        ("m4a", "audio/mp4"),
        ("aac", "audio/aac"),
        ("wav", "audio/wav"),
        ("bin", "application/octet-stream"),
    ],
)
async def test_each_kind_of_audio_is_named_as_browsers_know_it(
    backends: Backends, ending: str, mime_type: str
) -> None:
    backends.audio.with_suffix(f".{ending}").touch()
    path = backends.audio_path.replace(".ogg", f".{ending}")
    async with client_at_socket(backends.media.socket) as nginx:
        answer = await nginx.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, mime_type)
