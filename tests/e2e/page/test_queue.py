import pytest
from playwright.async_api import Locator, expect

from tests.e2e.page.conftest import Record
from tests.support.browser import Player

pytestmark = [pytest.mark.e2e, pytest.mark.browser]


async def open_queue(player: Player, record: Record, first: int = 0) -> None:
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[first])
    await player.bar_button("Queue").click()
    await expect(player.queue).to_be_visible()


def upcoming(player: Player) -> Locator:
    return player.queue.get_by_role("list", name="Next up").get_by_role("listitem")


async def choose(player: Player, row: Locator, item: str) -> None:
    await row.hover()
    await row.get_by_role("button", name="More for").click()
    await player.page.get_by_role("menuitem", name=item).click()


async def test_the_rest_of_the_album_is_queued(player: Player, record: Record) -> None:
    await open_queue(player, record)
    await expect(upcoming(player)).to_contain_text(list(record.titles[1:]))


async def test_a_song_of_the_queue_plays_when_it_is_pressed(player: Player, record: Record) -> None:
    await open_queue(player, record)
    await upcoming(player).last.get_by_role("button").first.click()
    await player.expect_current(record.titles[-1])
    await expect(player.queue.get_by_text("The queue ends here.")).to_be_visible()


async def test_songs_of_the_queue_can_be_moved_and_removed(player: Player, record: Record) -> None:
    await open_queue(player, record)
    await choose(player, upcoming(player).last, "Move up")
    await expect(upcoming(player)).to_contain_text([record.titles[2], record.titles[1]])
    await choose(player, upcoming(player).first, "Remove")
    await expect(upcoming(player)).to_contain_text([record.titles[1]])
    await player.queue.get_by_role("button", name="Clear").click()
    await expect(player.queue.get_by_text("The queue ends here.")).to_be_visible()


async def test_a_song_can_be_played_next(player: Player, record: Record) -> None:
    await open_queue(player, record)
    await choose(player, player.row(record.titles[2]), "Play next")
    await expect(player.notes.get_by_text("will play next")).to_be_visible()
    wanted = [record.titles[at] for at in (2, 1, 2)]
    await expect(upcoming(player)).to_contain_text(wanted)


async def test_the_queue_is_there_again_after_a_reload_and_goes_on_where_it_was(
    player: Player, record: Record
) -> None:
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[1])
    await player.seek_to(60)
    await player.expect_beyond(60)
    await player.page.reload()
    await player.expect_current(record.titles[1])
    assert player.asked("/play", "POST")[1:] == []
    await player.bar_button("Play").click()
    assert await player.expect_beyond(59) < 120


RULES = {
    "shuffling keeps the current song first and loses none": """
      queue.replace(tracks(50), 7);
      queue.toggleShuffle();
      const ids = queue.entries.map((entry) => entry.track.id);
      return queue.current.track.id === 7 && queue.entries[0] === queue.current
        && new Set(ids).size === 50;
    """,
    "the order comes back when shuffling ends": """
      queue.replace(tracks(50), 7);
      queue.toggleShuffle();
      queue.advance(false);
      const current = queue.current.track.id;
      queue.toggleShuffle();
      return queue.entries.every((entry, at) => entry.track.id === at)
        && queue.current.track.id === current;
    """,
    "repeating one song stays at its end, and moves on by hand": """
      queue.replace(tracks(3), 0);
      queue.cycleRepeat();
      queue.cycleRepeat();
      return queue.following(true).track.id === 0 && queue.following(false).track.id === 1;
    """,
    "repeating all goes from the last to the first and back": """
      queue.replace(tracks(3), 2);
      queue.cycleRepeat();
      return queue.advance(true).track.id === 0 && queue.retreat().track.id === 2;
    """,
    "without repetition there is an end and a beginning": """
      queue.replace(tracks(1), 0);
      return queue.advance(true) === null && queue.retreat() === null
        && queue.current.track.id === 0;
    """,
    "no song is moved before the current one": """
      queue.replace(tracks(5), 2);
      queue.move(queue.entries[4].key, -99);
      return queue.entries.map((entry) => entry.track.id).join() === '0,1,2,4,3';
    """,
    "the queue takes no more than its limit": """
      queue.replace(tracks(QUEUE_LIMIT - 1), 0);
      return queue.append(tracks(5)) === 1 && queue.entries.length === QUEUE_LIMIT;
    """,
    "a long list is cut around the song that was chosen": """
      queue.replace(tracks(QUEUE_LIMIT + 500), QUEUE_LIMIT + 200);
      return queue.current.track.id === QUEUE_LIMIT + 200
        && queue.entries.length <= QUEUE_LIMIT;
    """,
}


async def test_the_rules_of_the_queue_hold(visitor: Player) -> None:
    await visitor.open()
    held = {}
    for rule, steps in RULES.items():
        held[rule] = await visitor.page.evaluate(
            f"""async () => {{
              const {{ Queue, QUEUE_LIMIT }} = await import('/assets/playback/queue.js');
              const tracks = (count) => Array.from({{ length: count }}, (_, id) => ({{ id }}));
              const queue = new Queue();
              {steps}
            }}"""
        )
    assert held == dict.fromkeys(RULES, True)
