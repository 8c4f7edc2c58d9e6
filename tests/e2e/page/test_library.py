import asyncio
import contextlib

import pytest
from playwright.async_api import BrowserContext, Error, FilePayload, Route, expect

from tests.conftest import Stack
from tests.e2e.conftest import Album, new_word
from tests.e2e.page.conftest import Record, keep_session
from tests.support.archives import make_zip
from tests.support.audio import Tags, make_audio
from tests.support.browser import Complaints, Player
from tests.support.deadlines import IMPORT_SECONDS
from tests.support.people import connect, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.browser]


async def test_search_finds_songs_albums_and_artists_while_one_types(
    player: Player, album: Album
) -> None:
    await player.open()
    await player.search.press_sequentially(album.word)
    main = player.page.get_by_role("main")
    await expect(main.get_by_role("link", name=album.title).last).to_be_visible()
    for kind in ("Songs", "Albums", "Artists"):
        await expect(main.get_by_role("region", name=kind)).to_contain_text(album.word)
    await expect(player.page).to_have_url(f"/#/search?q={album.word}")


async def test_an_answer_to_earlier_words_replaces_none_to_later_ones(
    player: Player, album: Album, record: Record
) -> None:
    earlier = record.title.split()[0]
    asked, released = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        asked.set()
        await released.wait()
        with contextlib.suppress(Error):  # the page has given this request up
            await route.continue_()

    await player.page.route(f"**/v1/search?q={earlier}*", hold)
    await player.open("/search")
    await player.search.fill(earlier)
    await asked.wait()
    await player.search.fill(album.word)
    main = player.page.get_by_role("main")
    await expect(main.get_by_role("link", name=album.title).last).to_be_visible()
    released.set()
    await player.show(f"/search?q={album.word}", "search")
    await expect(main).not_to_contain_text(record.title)


async def test_a_search_without_a_find_says_so(player: Player) -> None:
    word = new_word()
    await player.open(f"/search?q={word}")
    await expect(player.page.get_by_text(f"Nothing found for “{word}”")).to_be_visible()
    await expect(player.search).to_have_value(word)


async def test_an_artist_shows_albums_and_songs(player: Player, record: Record) -> None:
    await player.open(f"/albums/{record.id}")
    main = player.page.get_by_role("main")
    await main.get_by_role("link", name=record.artist).first.click()
    await expect(player.heading).to_have_text(record.artist)
    await expect(main.get_by_role("link", name=record.title).first).to_be_visible()
    await expect(player.row(record.titles[0])).to_be_visible()


async def test_going_back_finds_the_list_as_it_was_left(player: Player, record: Record) -> None:
    await player.open("/albums")
    await player.page.get_by_role("link", name=record.title).click()
    await expect(player.heading).to_have_text(record.title)
    lists = len(player.asked("/v1/albums?"))
    await player.page.go_back()
    await expect(player.page.get_by_role("link", name=record.title)).to_be_visible()
    await expect(player.heading).to_have_text("Albums")
    assert len(player.asked("/v1/albums?")) == lists


async def test_a_service_that_is_away_is_named_and_can_be_tried_again(
    player: Player, record: Record, complaints: Complaints
) -> None:
    complaints.expect("status of 503")
    await player.refuse("**/v1/albums?*", 503, times=1)
    await player.open("/albums")
    await expect(player.page.get_by_role("alert")).to_contain_text("away for a moment")
    await player.button("Try again").click()
    await expect(player.page.get_by_role("link", name=record.title)).to_be_visible()


async def test_a_lost_connection_is_named_and_can_be_tried_again(
    player: Player, context: BrowserContext, record: Record, complaints: Complaints
) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    await player.open()
    await expect(player.heading).to_contain_text("Clara")
    await context.set_offline(True)
    await player.page.get_by_role("link", name="Artists").first.click()
    await expect(player.page.get_by_role("alert")).to_contain_text("You are offline")
    await context.set_offline(False)
    await player.button("Try again").click()
    await expect(player.page.get_by_role("list", name="Artists")).to_be_visible()


async def test_what_has_gone_and_what_never_was_is_told_apart_from_a_failure(
    player: Player, complaints: Complaints
) -> None:
    complaints.expect("status of 404")
    await player.open("/albums/01890000-0000-7000-8000-000000000000")
    await expect(player.page.get_by_text("no longer in the library")).to_be_visible()
    for nowhere in ("/no/such/view", "/albums/no-id"):
        await player.show(nowhere, "lost")
        await expect(player.page.get_by_text("There is nothing here")).to_be_visible()


async def test_a_new_name_is_shown_at_once_and_kept(player: Player) -> None:
    await player.open("/account")
    for name in ("Clara Josephine", "Clara"):
        await player.fill_in({"Shown to you and in greetings": name}, "Save")
        account = player.page.get_by_role("link", name=f"Account: {name}", exact=True)
        await expect(account).to_be_visible()
    await player.page.reload()
    await expect(player.heading).to_have_text("Clara")


async def test_a_listener_is_not_offered_to_import(player: Player) -> None:
    await player.open("/import")
    await expect(player.page.get_by_text("Only curators import music")).to_be_visible()
    await expect(player.page.get_by_role("link", name="Import")).to_have_count(0)


async def test_an_admin_imports_music_and_sees_what_was_left_out(
    visitor: Player, stack: Stack
) -> None:
    admin = stack.credentials["admin"]
    async with connect(stack.url) as client:
        tokens = await sign_in(client, admin["email"], admin["password"])
    await keep_session(visitor, tokens["refresh_token"])
    word = new_word()
    tags = Tags(title=f"{word} song", artist=f"{word} band", album=f"{word} album")
    files = {"song.ogg": make_audio(tags), "words.mp3": b"these are words and no music"}
    await visitor.open("/import")
    upload = FilePayload(name=f"{word}.zip", mimeType="application/zip", buffer=make_zip(files))
    await visitor.page.get_by_label("Drop music here").set_input_files(upload)
    job = visitor.page.get_by_role("list", name="Imports").get_by_role("listitem").first
    milliseconds = IMPORT_SECONDS * 1000
    await expect(job).to_contain_text("1 song added, 1 left out", timeout=milliseconds)
    await expect(job.get_by_role("list", name="Left out")).to_contain_text("words.mp3")
    await visitor.page.get_by_role("link", name="Albums").first.click()
    await expect(visitor.page.get_by_role("link", name=f"{word} album")).to_be_visible()
