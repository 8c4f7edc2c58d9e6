"""Parts of a file, as players ask for them (RFC 9110, section 14)."""

from dataclasses import dataclass

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.e2e.conftest import Album
from tests.support.people import Person
from tests.support.problems import assert_problem

pytestmark = pytest.mark.e2e

IGNORED = ("bits=0-9", "seconds=0-1", "none")
"""Units that a server does not know; it answers as if there were no range."""

MALFORMED = ("bytes", "bytes=", "bytes=a-b", "bytes=9-3", "bytes=--5", "bytes=0-9;10-19", "bytes=-")
"""A server may answer these with the whole, or refuse them; it never sends another part."""


@dataclass(frozen=True)
class Stream:
    """A file that is being played."""

    http: httpx.AsyncClient
    url: str
    content: bytes
    etag: str
    last_modified: str

    async def get(self, bytes_range: str, **headers: str) -> httpx.Response:
        """Ask for a part."""
        return await self.http.get(self.url, headers={"Range": bytes_range, **headers})


@pytest.fixture(scope="module")
async def stream(client: httpx.AsyncClient, listener: Person, album: Album) -> Stream:
    """A track of the album with its signed URL."""
    title, track = next(iter(album.tracks.items()))
    play = await listener.http.post(f"/v1/tracks/{track['id']}/play", json={})
    url = play.json()["url"]
    headers = (await client.head(url)).headers
    etag, changed = headers["etag"], headers["last-modified"]
    return Stream(client, url, album.files[title], etag, changed)


def assert_part(answer: httpx.Response, content: bytes, first: int, last: int) -> None:
    """Check that the answer is the part from `first` to `last`, both included."""
    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(content)}"
    assert answer.content == content[first : last + 1]


async def test_the_etag_is_strong(stream: Stream) -> None:
    assert stream.etag.startswith('"')


async def test_a_part_is_sent_as_asked_for(stream: Stream) -> None:
    size = len(stream.content)
    expected = {
        "bytes=0-0": (0, 0),
        "bytes=0-9": (0, 9),
        "bytes=100-": (100, size - 1),
        "bytes=0-": (0, size - 1),
        "bytes=-1": (size - 1, size - 1),
        "bytes=-100": (size - 100, size - 1),
        f"bytes=-{size + 1}": (0, size - 1),
        f"bytes={size - 1}-": (size - 1, size - 1),
        f"bytes={size - 10}-{size + 10}": (size - 10, size - 1),
        f"bytes=0-{10**18}": (0, size - 1),
    }
    for asked, (first, last) in expected.items():
        assert_part(await stream.get(asked), stream.content, first, last)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
async def test_any_part_within_the_file_is_that_part(stream: Stream, data: st.DataObject) -> None:
    places = st.integers(0, len(stream.content) - 1)
    first, last = sorted((data.draw(places), data.draw(places)))
    assert_part(await stream.get(f"bytes={first}-{last}"), stream.content, first, last)


async def test_a_part_beyond_the_end_is_refused_with_the_length(stream: Stream) -> None:
    size = len(stream.content)
    for asked in (f"bytes={size}-", f"bytes={size + 5}-{size + 9}", "bytes=-0"):
        answer = await stream.get(asked)
        assert_problem(answer, 416)
        assert answer.headers["content-range"] == f"bytes */{size}"


async def test_several_parts_at_once_are_answered_by_the_whole(stream: Stream) -> None:
    answer = await stream.get("bytes=0-9,100-119")
    assert (answer.status_code, answer.content) == (200, stream.content)


@pytest.mark.parametrize("asked", IGNORED)
async def test_a_range_in_an_unknown_unit_is_ignored(stream: Stream, asked: str) -> None:
    answer = await stream.get(asked)
    assert (answer.status_code, answer.content) == (200, stream.content)


@pytest.mark.parametrize("asked", MALFORMED)
async def test_a_malformed_range_is_answered_by_the_whole_or_refused(
    stream: Stream, asked: str
) -> None:
    answer = await stream.get(asked)
    if answer.status_code != 416:
        assert (answer.status_code, answer.content) == (200, stream.content)


async def test_a_part_is_sent_only_of_the_file_that_the_player_knows(stream: Stream) -> None:
    for known in (stream.etag, stream.last_modified):
        answer = await stream.get("bytes=10-19", **{"If-Range": known})
        assert_part(answer, stream.content, 10, 19)
    stale = ('"another"', f"W/{stream.etag}", "Thu, 01 Jan 1970 00:00:00 GMT")
    for other in stale:
        answer = await stream.get("bytes=10-19", **{"If-Range": other})
        assert (answer.status_code, answer.content) == (200, stream.content)


async def test_what_the_player_has_already_is_not_sent_again(stream: Stream) -> None:
    conditions: tuple[dict[str, str], ...] = (
        {"If-None-Match": stream.etag},
        {"If-None-Match": f'"another", {stream.etag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": stream.last_modified},
    )
    for condition in conditions:
        answer = await stream.http.get(stream.url, headers=condition)
        assert (answer.status_code, answer.content) == (304, b"")
    other = await stream.http.get(stream.url, headers={"If-None-Match": '"another"'})
    assert (other.status_code, other.content) == (200, stream.content)


async def test_head_tells_what_get_would_send(stream: Stream) -> None:
    whole = await stream.http.head(stream.url)
    assert (whole.status_code, whole.content) == (200, b"")
    assert int(whole.headers["content-length"]) == len(stream.content)
    assert whole.headers["accept-ranges"] == "bytes"
    got = await stream.http.get(stream.url)
    for name in ("content-type", "etag", "last-modified", "cache-control"):
        assert whole.headers[name] == got.headers[name]


async def test_audio_is_kept_by_its_listener_alone(stream: Stream) -> None:
    cached = (await stream.http.head(stream.url)).headers["cache-control"]
    assert "private" in cached


async def test_audio_can_only_be_read(stream: Stream) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert_problem(await stream.http.request(method, stream.url), 403, 405)
