import pytest
from playwright.async_api import expect

from tests.e2e.page.conftest import Record
from tests.support.browser import Player

pytestmark = [pytest.mark.e2e, pytest.mark.browser]


async def test_space_pauses_and_goes_on(player: Player, record: Record) -> None:
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[0])
    await player.heading.focus()
    await player.page.keyboard.press("Space")
    await player.expect_silence()
    await player.page.keyboard.press("Space")
    await player.expect_beyond(0)


async def test_arrows_skip_and_with_shift_change_the_song(player: Player, record: Record) -> None:
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[0])
    await player.heading.focus()
    for _ in range(4):
        await player.page.keyboard.press("ArrowRight")
    await player.expect_beyond(20)
    await player.page.keyboard.press("ArrowLeft")
    assert await player.expect_beyond(10) < 20
    await player.page.keyboard.press("Shift+ArrowRight")
    await player.expect_current(record.titles[1])


async def test_a_slash_leads_to_the_search_field(player: Player) -> None:
    await player.open()
    await player.heading.focus()
    await player.page.keyboard.press("/")
    await expect(player.search).to_be_focused()
    await expect(player.search).to_have_value("")


async def test_keys_that_are_typed_into_a_field_do_nothing_else(
    player: Player, record: Record
) -> None:
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[0])
    await player.search.fill("")
    await player.search.press_sequentially("q m")
    await expect(player.search).to_have_value("q m")
    await expect(player.queue).to_be_hidden()
    await player.expect_beyond(0)


async def test_escape_closes_the_queue_and_the_focus_goes_back(
    player: Player, record: Record
) -> None:
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[0])
    opener = player.bar_button("Queue")
    await opener.focus()
    await player.page.keyboard.press("Enter")
    await expect(player.queue).to_be_focused()
    await player.page.keyboard.press("Escape")
    await expect(player.queue).to_be_hidden()
    await expect(opener).to_be_focused()


async def test_escape_closes_the_large_player(player: Player, record: Record) -> None:
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[0])
    await player.button("Open the large player").click()
    large = player.page.get_by_role("dialog", name="Now playing")
    await expect(large.get_by_role("heading", name=record.titles[0])).to_be_visible()
    await player.page.keyboard.press("Escape")
    await expect(large).to_be_hidden()


async def test_up_and_down_walk_through_the_songs(player: Player, record: Record) -> None:
    await player.open(f"/albums/{record.id}")
    plays = [
        player.row(title).get_by_role("button", name=f"Play {title}") for title in record.titles
    ]
    await plays[0].focus()
    await player.page.keyboard.press("ArrowDown")
    await expect(plays[1]).to_be_focused()
    await player.page.keyboard.press("Enter")
    await player.expect_current(record.titles[1])
    await player.page.keyboard.press("ArrowUp")
    await expect(plays[0]).to_be_focused()


async def test_the_first_tab_offers_to_skip_to_the_content(player: Player) -> None:
    await player.open()
    await expect(player.heading).to_be_visible()
    await player.page.keyboard.press("Tab")
    skip = player.page.get_by_role("link", name="Skip to the content")
    await expect(skip).to_be_focused()
    await player.page.keyboard.press("Enter")
    await expect(player.page.get_by_role("main")).to_be_focused()
    await expect(player.heading).to_be_visible()


async def test_the_focus_follows_to_the_heading_of_the_next_view(player: Player) -> None:
    await player.open()
    await (
        player.page.get_by_role("navigation", name="Main")
        .get_by_role("link", name="Albums")
        .press("Enter")
    )
    await expect(player.heading).to_have_text("Albums")
    await expect(player.heading).to_be_focused()


async def test_letters_can_be_switched_off_as_shortcuts(player: Player) -> None:
    await player.open()
    await player.heading.focus()
    await player.page.keyboard.press("?")
    await player.page.get_by_label("Use single letters and signs as shortcuts").uncheck()
    await player.page.keyboard.press("Escape")
    await player.heading.focus()
    await player.page.keyboard.press("q")
    await player.page.keyboard.press("/")
    await expect(player.queue).to_be_hidden()
    await expect(player.search).not_to_be_focused()
