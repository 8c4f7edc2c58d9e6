"""Which token opens which audio."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.e2e.conftest import Album
from tests.support.forged import Forge, cut_short, with_a_bit_flipped, without_signature
from tests.support.people import Person
from tests.support.problems import assert_problem

pytestmark = pytest.mark.e2e

ELSEWHERE = (
    "/media/",
    "/media/audio/",
    "/media/audio/00/none.ogg",
    "/media/../v1/me",
    "/media/%2e%2e/x",
)


@pytest.fixture(scope="module")
async def urls(listener: Person, album: Album) -> list[tuple[str, str]]:
    """Path and token of each track of the album."""
    plays = [
        await listener.http.post(f"/v1/tracks/{track['id']}/play", json={})
        for track in album.tracks.values()
    ]
    parts = [urlsplit(play.json()["url"]) for play in plays]
    return [(part.path, parse_qs(part.query)["t"][0]) for part in parts]


async def test_a_media_url_lies_under_media_and_works_without_signing_in(
    client: httpx.AsyncClient, urls: list[tuple[str, str]]
) -> None:
    for path, token in urls:
        assert path.startswith("/media/")
        assert (await client.head(path, params={"t": token})).status_code == 200


async def test_a_media_token_opens_no_other_audio(
    client: httpx.AsyncClient, urls: list[tuple[str, str]]
) -> None:
    (path, own), (_, foreign) = urls[:2]
    assert_problem(await client.get(path, params={"t": foreign}), 403)
    for elsewhere in ELSEWHERE:
        assert_problem(await client.get(elsewhere, params={"t": own}), 400, 401, 403, 404)


async def test_audio_is_closed_without_its_token(
    client: httpx.AsyncClient, listener: Person, urls: list[tuple[str, str]]
) -> None:
    path, token = urls[0]
    assert_problem(await client.get(path), 401)
    assert_problem(await client.get(path, params={"t": ""}), 401)
    assert_problem(await client.get(path, params={"t": "nonsense"}), 401)
    assert_problem(await client.get(path, headers={"Authorization": f"Bearer {token}"}), 401)
    assert_problem(await listener.http.get(path), 401)
    access = {"t": listener.access_token}
    assert_problem(await client.get(path, params=access), 401, 403)


@pytest.mark.parametrize("forge", [without_signature, with_a_bit_flipped, cut_short])
async def test_a_forged_media_token_opens_nothing(
    client: httpx.AsyncClient, urls: list[tuple[str, str]], forge: Forge
) -> None:
    path, token = urls[0]
    assert_problem(await client.get(path, params={"t": forge(token, {})}), 401)


async def test_a_media_token_is_no_access_token(
    client: httpx.AsyncClient, urls: list[tuple[str, str]]
) -> None:
    headers = {"Authorization": f"Bearer {urls[0][1]}"}
    for path in ("/v1/me", "/v1/tracks", "/v1/imports"):
        assert_problem(await client.get(path, headers=headers), 401, 403)


async def test_a_play_needs_someone_who_is_signed_in_and_a_track(
    client: httpx.AsyncClient, listener: Person, album: Album
) -> None:
    track = next(iter(album.tracks.values()))
    assert_problem(await client.post(f"/v1/tracks/{track['id']}/play", json={}), 401)
    nothing = "0197b0c8-0000-7000-8000-000000000001"
    assert_problem(await listener.http.post(f"/v1/tracks/{nothing}/play", json={}), 404)
