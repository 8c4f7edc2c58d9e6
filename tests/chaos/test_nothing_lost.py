"""What was acknowledged outlives the death of any process, and happens once."""

import secrets
from collections import Counter

import pytest

from tests.chaos.adapter import Adapter
from tests.chaos.scene import Scene
from tests.conftest import Stack
from tests.support.archives import make_zip
from tests.support.audio import Tags, make_noise, tag_audio
from tests.support.deadlines import PART_BACK_SECONDS
from tests.support.imports import outcome, seen, upload
from tests.support.people import Person, connect
from tests.support.problems import check_clear_error
from tests.support.traffic import Traffic, is_right

pytestmark = pytest.mark.chaos

PER_SECOND = 6.0
"""Sign-ups cost more than all else: argon2 takes its time by design."""

TRACKS = 150
"""Enough to be met half-way."""


async def test_no_acknowledged_account_is_lost_when_postgres_is_killed(
    adapter: Adapter, scene: Scene
) -> None:
    sources = {"register": scene.register, "rename": scene.rename}
    async with Traffic(sources, PER_SECOND) as traffic:
        await traffic.until_each({*sources}, is_right, "writes before", PART_BACK_SECONDS)
        await adapter.kill("postgres")
        await traffic.until_each({*sources}, is_right, "writes after", PART_BACK_SECONDS)
    await scene.assert_kept()


@pytest.mark.parametrize("part", ["importer", "postgres"])
async def test_an_import_that_is_cut_off_is_finished_and_brings_nothing_twice(
    adapter: Adapter, admin: Person, stack: Stack, part: str
) -> None:
    word = secrets.token_hex(8)
    async with connect(stack.url, admin.access_token, check_clear_error) as http:
        identifier = await upload(http, f"{word}.zip", make_library(word))
        begun = await seen(http, identifier, lambda found: found["imported"] > 0)
        assert begun["state"] == "running", "it was over before it could be cut off"
        await adapter.kill(part)
        over = await outcome(http, identifier)
    assert (over["state"], over["imported"], over["unchanged"]) == ("succeeded", TRACKS, 0)
    assert over["rejected"] == []
    found = (await admin.http.get("/v1/search", params={"q": word, "limit": TRACKS})).json()
    titles = Counter(track["title"] for track in found["tracks"])
    assert titles == Counter(f"{word} {number}" for number in range(1, TRACKS + 1))
    assert len(found["albums"]) == 1


def make_library(word: str) -> bytes:
    """A zip of tracks that differ in their tags alone."""
    noise = make_noise(seconds=0.5)
    files = {}
    for number in range(1, TRACKS + 1):
        tags = Tags(title=f"{word} {number}", artist=word, album=word, number=number)
        files[f"{number}.ogg"] = tag_audio(noise, tags, "ogg")
    return make_zip(files)
