"""A part dies under traffic: who needs it is told so, nobody else notices, then all is well."""

from dataclasses import dataclass

import pytest

from tests.chaos.adapter import Adapter
from tests.chaos.scene import Scene
from tests.support.deadlines import PART_BACK_SECONDS, TOLD_SECONDS
from tests.support.traffic import Traffic, is_cut, is_right, is_told

pytestmark = pytest.mark.chaos

PER_SECOND = 18.0

EVERYTHING = {"page", "keys", "me", "rename", "track", "tracks", "play", "audio"}


@dataclass(frozen=True)
class Loss:
    """Which answers need a part, and which may do without it when a cache helps."""

    part: str
    told: frozenset[str] = frozenset()
    cached: frozenset[str] = frozenset()

    @property
    def spared(self) -> set[str]:
        """Which answers the part has no say in."""
        return EVERYTHING - self.told - self.cached

    def __str__(self) -> str:
        return self.part


LOSSES = (
    Loss("postgres", frozenset({"rename", "tracks"}), frozenset({"me", "track", "play"})),
    Loss("user", frozenset({"me", "rename", "keys"})),
    Loss("music", frozenset({"track", "tracks", "play"})),
    Loss("media", frozenset({"audio"})),
    Loss("web", frozenset({"page"})),
    Loss("importer"),
    Loss("user-cache"),
    Loss("music-cache"),
)


@pytest.mark.parametrize("loss", LOSSES, ids=str)
async def test_who_needs_a_lost_part_is_told_so_and_nobody_else_notices(
    adapter: Adapter, scene: Scene, loss: Loss
) -> None:
    async with Traffic(scene.sources(), PER_SECOND) as traffic:
        await traffic.until_each(EVERYTHING, is_right, "answers before", PART_BACK_SECONDS)
        async with adapter.away(loss.part):
            await traffic.until_each({*loss.told}, is_told, f"errors without {loss}", TOLD_SECONDS)
            await traffic.until_each(loss.spared, is_right, f"answers without {loss}", TOLD_SECONDS)
        await traffic.until_each(
            EVERYTHING,
            is_right,
            f"answers with {loss}",
            PART_BACK_SECONDS,
            in_a_row=adapter.in_a_row,
        )
    assert [one for one in traffic.of(*loss.spared) if not is_right(one)] == []
    assert [one for one in traffic.outcomes if is_cut(one)] == []
    await scene.assert_kept()


async def test_after_the_gateway_was_killed_everything_answers_again(
    adapter: Adapter, scene: Scene
) -> None:
    async with Traffic(scene.sources(), PER_SECOND) as traffic:
        await traffic.until_each(EVERYTHING, is_right, "answers before", PART_BACK_SECONDS)
        async with adapter.away("gateway"):
            await traffic.until_each(EVERYTHING, is_cut, "no connections", TOLD_SECONDS)
        await traffic.until_each(
            EVERYTHING, is_right, "answers after", PART_BACK_SECONDS, in_a_row=adapter.in_a_row
        )
    await scene.assert_kept()
