"""Play authorisation, and what still answers while other servers are away."""

from datetime import UTC, datetime
from pathlib import Path

import httpx
import jwt
import pytest
from pydantic import SecretStr

from legato_kit.ids import new_id
from legato_kit.instruments import build_instruments
from music_service.app import build_app
from music_service.imports.worker import Worker
from music_service.settings import MusicSettings
from tests.integration.music.conftest import Keys, import_now, items
from tests.support.asgi import client_of
from tests.support.audio import make_noise
from tests.support.problems import assert_problem, assert_retry_later
from tests.support.tokens import MEDIA_KEYS_PATH

pytestmark = pytest.mark.integration

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


async def test_a_play_gives_a_url_with_a_token_for_that_very_path(
    curator: httpx.AsyncClient, worker: Worker
) -> None:
    audio = make_noise("flac")
    await import_now(curator, worker, "a.flac", audio)
    (track,) = await items(curator, "/v1/tracks")
    answer = await curator.post(f"/v1/tracks/{track['id']}/play", json={})
    told = answer.raise_for_status().json()
    assert (told["mime_type"], told["bytes"]) == ("audio/flac", len(audio))
    path, _, token = told["url"].partition("?t=")
    (key,) = (await curator.get(MEDIA_KEYS_PATH)).json()["keys"]
    assert jwt.get_unverified_header(token)["kid"] == key["kid"]
    claims = jwt.decode(
        token, jwt.PyJWK(key), algorithms=["EdDSA"], audience="media", issuer="legato"
    )
    assert claims["path"] == path
    assert claims["exp"] - claims["iat"] == 2 * track["duration_ms"] // 1000 + 30 * 60
    assert datetime.fromisoformat(told["expires_at"]) == datetime.fromtimestamp(claims["exp"], UTC)


@pytest.mark.parametrize("body", [b"", b"{}"])
async def test_a_track_that_nobody_has_cannot_be_played(
    curator: httpx.AsyncClient, body: bytes
) -> None:
    answer = await curator.post(
        f"/v1/tracks/{new_id()}/play", content=body, headers={"Content-Type": "application/json"}
    )
    assert_problem(answer, 404)


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"speed": 2}'])
async def test_a_play_that_asks_for_the_unknown_is_refused(
    curator: httpx.AsyncClient, body: bytes
) -> None:
    answer = await curator.post(
        f"/v1/tracks/{new_id()}/play", content=body, headers={"Content-Type": "application/json"}
    )
    assert_problem(answer, 422)


async def test_keys_and_cached_tracks_are_there_while_the_database_is_away(
    curator: httpx.AsyncClient, worker: Worker, settings: MusicSettings, keys: Keys
) -> None:
    await import_now(curator, worker, "a.ogg", make_noise())
    (track,) = await items(curator, "/v1/tracks")
    path = f"/v1/tracks/{track['id']}"
    await curator.get(path)
    await curator.post(f"{path}/play", json={})
    away = settings.model_copy(update={"database_uri": SecretStr(NOWHERE)})
    async with client_of(build_app(away, build_instruments("music", away))) as client:
        client.headers.update(keys.bearer())
        assert (await client.get(path)).json() == track
        assert (await client.post(f"{path}/play", json={})).status_code == httpx.codes.OK
        assert_retry_later(await client.get("/v1/tracks"), 503)
        no_cache = away.model_copy(update={"cache_uri": SecretStr("redis://127.0.0.1:1")})
    async with client_of(build_app(no_cache, build_instruments("music", no_cache))) as client:
        assert (await client.get(MEDIA_KEYS_PATH)).status_code == httpx.codes.OK
        client.headers.update(keys.bearer())
        assert_retry_later(await client.get(path), 503)


async def test_a_cover_is_kept_for_good_and_asked_for_by_its_name_alone(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    name = f"{'ab' * 32}.jpg"
    covers = tmp_path / "objects" / "covers"
    covers.mkdir(parents=True, exist_ok=True)
    (covers / name).write_bytes(b"a picture")
    cover = await client.get(f"/v1/covers/{name}")
    assert cover.content == b"a picture"
    assert cover.headers["content-type"] == "image/jpeg"
    assert cover.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert cover.headers["x-content-type-options"] == "nosniff"
    known = {"If-None-Match": f'W/"x", {cover.headers["etag"]}'}
    again = await client.get(f"/v1/covers/{name}", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == cover.headers["etag"]


@pytest.mark.parametrize("name", [f"{'cd' * 32}.jpg", "a.jpg", "..%2f..%2fsecret", "%00.jpg"])
async def test_a_cover_that_is_none_is_not_found(client: httpx.AsyncClient, name: str) -> None:
    assert_problem(await client.get(f"/v1/covers/{name}"), 404)
