"""What goes on while parts are killed: every kind of request, each with its right answer."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.support.people import PASSWORD, new_email, sign_in
from tests.support.problems import assert_problem
from tests.support.traffic import Ask

PART_BYTES = 1000
"""What a player asks for at a time."""


@dataclass(frozen=True)
class Scene:
    """Someone who listens to one track; `http` lets clear errors pass, and nothing else.

    A request that is answered well but wrongly fails the test at once.
    """

    http: httpx.AsyncClient
    profile: Mapping[str, Any]
    track: Mapping[str, Any]
    url: str
    audio: bytes
    renamed: dict[str, str] = field(default_factory=dict)
    """Acknowledged changes of the listener's name, by idempotency key."""
    registered: list[str] = field(default_factory=list)
    """E-mails of acknowledged accounts."""

    def sources(self) -> Mapping[str, Ask]:
        """Return every kind of request but sign-up, which costs more than all others."""
        return {
            "page": self.ask_page,
            "keys": self.ask_keys,
            "me": self.ask_me,
            "rename": self.rename,
            "track": self.ask_track,
            "tracks": self.ask_tracks,
            "play": self.play,
            "audio": self.ask_audio,
        }

    async def ask_page(self) -> httpx.Response:
        """Ask for the player."""
        answer = await self.http.get("/")
        assert answer.is_server_error or answer.headers["content-type"].startswith("text/html")
        return answer

    async def ask_keys(self) -> httpx.Response:
        """Ask for the keys of access tokens."""
        answer = await self.http.get("/.well-known/jwks.json")
        assert answer.is_server_error or answer.json()["keys"]
        return answer

    async def ask_me(self) -> httpx.Response:
        """Ask for the profile."""
        answer = await self.http.get("/v1/me")
        assert answer.is_server_error or answer.json()["id"] == self.profile["id"]
        return answer

    async def rename(self) -> httpx.Response:
        """Change the listener's name, and remember what was acknowledged."""
        key, name = str(uuid.uuid4()), f"Ada {uuid.uuid4().hex}"
        answer = await self.http.patch(
            "/v1/me", json={"display_name": name}, headers={"Idempotency-Key": key}
        )
        if not answer.is_server_error:
            assert answer.json()["display_name"] == name
            self.renamed[key] = name
        return answer

    async def ask_track(self) -> httpx.Response:
        """Ask for the track alone."""
        answer = await self.http.get(f"/v1/tracks/{self.track['id']}")
        assert answer.is_server_error or answer.json() == self.track
        return answer

    async def ask_tracks(self) -> httpx.Response:
        """Ask for a list."""
        answer = await self.http.get("/v1/tracks", params={"limit": 2})
        assert answer.is_server_error or answer.json()["items"]
        return answer

    async def play(self) -> httpx.Response:
        """Ask for a new URL of the audio."""
        answer = await self.http.post(f"/v1/tracks/{self.track['id']}/play", json={})
        assert answer.is_server_error or answer.json()["bytes"] == len(self.audio)
        return answer

    async def ask_audio(self) -> httpx.Response:
        """Ask for a part of the audio, by the URL from before any trouble."""
        asked = {"Range": f"bytes={PART_BYTES}-{2 * PART_BYTES - 1}"}
        answer = await self.http.get(self.url, headers=asked)
        if not answer.is_server_error:
            assert answer.content == self.audio[PART_BYTES : 2 * PART_BYTES]
        return answer

    async def register(self) -> httpx.Response:
        """Sign someone up, and remember it when it was acknowledged."""
        account = {"email": new_email(), "password": PASSWORD, "display_name": "Grace"}
        answer = await self.http.post("/v1/auth/register", json=account)
        if not answer.is_server_error:
            self.registered.append(account["email"])
        return answer

    async def assert_kept(self) -> None:
        """Check that whatever was acknowledged is there.

        A change is stored with its idempotency key: where the key is known, so is the change, and
        another body under it is refused.
        """
        assert self.renamed
        for key in self.renamed:
            other = await self.http.patch(
                "/v1/me", json={"display_name": "Another"}, headers={"Idempotency-Key": key}
            )
            assert_problem(other, 422, field="Idempotency-Key")
        for email in self.registered:
            await sign_in(self.http, email, PASSWORD)
