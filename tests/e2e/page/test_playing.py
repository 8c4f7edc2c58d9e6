import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Album
from tests.e2e.page.conftest import RECORD_SECONDS, Record
from tests.support.browser import Complaints, Player

pytestmark = [pytest.mark.e2e, pytest.mark.browser]

MEDIA = "**/media/**"

FAR_SECONDS = 200
"""A position that no browser has fetched when a track of the record has just begun."""


async def open_record(player: Player, record: Record) -> None:
    await player.open("/albums")
    await player.page.get_by_role("link", name=record.title).click()
    await expect(player.heading).to_have_text(record.title)


async def test_an_album_opens_and_its_first_song_sounds(player: Player, record: Record) -> None:
    await open_record(player, record)
    await player.page.get_by_role("main").get_by_role("button", name="Play", exact=True).click()
    await player.expect_current(record.titles[0])
    earlier = await player.expect_beyond(0.5)
    assert await player.expect_beyond(earlier) > earlier


async def test_playing_can_pause_and_go_on(player: Player, record: Record) -> None:
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[0])
    before = await player.expect_beyond(0.5)
    await player.bar_button("Pause").click()
    await player.expect_silence()
    await player.bar_button("Play").click()
    assert await player.expect_beyond(before) < before + 10


async def test_a_seek_asks_for_a_range_and_plays_from_there(player: Player, record: Record) -> None:
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[0])
    await player.seek_to(FAR_SECONDS)
    await player.expect_beyond(FAR_SECONDS)
    ranges = [(await request.all_headers()).get("range") for request in player.asked("/media/")]
    assert ranges[0] == "bytes=0-"
    assert any(wanted and wanted != "bytes=0-" for wanted in ranges[1:]), ranges


async def test_a_refused_address_is_renewed_and_the_song_goes_on_where_it_was(
    player: Player, record: Record, complaints: Complaints
) -> None:
    complaints.expect("status of 403")
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[0])
    await player.refuse(MEDIA, 403, times=1)
    await player.seek_to(FAR_SECONDS)
    await player.expect_beyond(FAR_SECONDS + 1)
    assert len(player.asked("/play", "POST")) == 2


async def test_an_address_that_is_refused_at_once_is_renewed(
    player: Player, record: Record, complaints: Complaints
) -> None:
    complaints.expect("status of 401")
    await player.refuse(MEDIA, 401, times=1)
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[1])
    assert len(player.asked("/play", "POST")) == 2


async def test_an_address_that_has_expired_while_paused_is_not_used_again(
    player: Player, record: Record
) -> None:
    await player.change_answer("**/play", {"expires_at": "2020-01-01T00:00:00Z"}, times=1)
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[0])
    before = await player.expect_beyond(1)
    await player.bar_button("Pause").click()
    await player.bar_button("Play").click()
    await player.expect_beyond(before)
    assert len(player.asked("/play", "POST")) == 2


async def test_a_song_that_cannot_be_played_now_can_be_tried_again(
    player: Player, record: Record, complaints: Complaints
) -> None:
    complaints.expect("status of 404")
    await player.refuse("**/play", 404, times=1)
    await player.open(f"/albums/{record.id}")
    await player.row(record.titles[-1]).get_by_role("button", name="Play").click()
    await expect(player.notes.get_by_text("cannot be played")).to_be_visible()
    await player.button("Try again").click()
    await player.expect_beyond(0.5)


async def test_a_song_that_has_gone_is_passed_over(
    player: Player, record: Record, complaints: Complaints
) -> None:
    complaints.expect("status of 404")
    await player.refuse("**/play", 404, times=1)
    await player.open(f"/albums/{record.id}")
    await player.row(record.titles[0]).get_by_role("button", name="Play").click()
    await player.expect_current(record.titles[1])
    await player.expect_beyond(0.5)


async def test_next_and_previous_walk_through_the_album(player: Player, record: Record) -> None:
    first, second, third = record.titles
    await player.open(f"/albums/{record.id}")
    await player.play(first)
    for title in (second, third):
        await player.bar_button("Next").click()
        await player.expect_current(title)
    await player.bar_button("Previous").click()
    await player.expect_current(second)
    await player.expect_beyond(0)


async def test_previous_goes_to_the_beginning_of_a_song_that_has_played_a_while(
    player: Player, record: Record
) -> None:
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[1])
    await player.seek_to(30)
    await player.expect_beyond(30)
    await player.bar_button("Previous").click()
    await player.expect_current(record.titles[1])
    assert await player.expect_beyond(0) < 30


async def test_the_next_song_is_fetched_ahead_and_follows_by_itself(
    player: Player, album: Album
) -> None:
    titles = list(album.files)
    identifier = album.tracks[titles[0]]["album"]["id"]
    await player.open(f"/albums/{identifier}")
    await player.play(titles[0])
    await player.expect_asked("/play", 2, "POST")
    await player.expect_current(titles[1])
    await player.expect_beyond(0.2)


async def test_the_next_song_is_asked_for_once_while_its_service_is_away(
    player: Player, record: Record, complaints: Complaints
) -> None:
    complaints.expect("status of 503")
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[0])
    await player.refuse("**/play", 503, times=1)
    near_the_end = RECORD_SECONDS - 10
    await player.seek_to(int(near_the_end))
    await player.expect_beyond(near_the_end + 3)
    assert len(player.asked("/play", "POST")) == 2


async def test_the_album_ends_in_silence(player: Player, album: Album) -> None:
    last = list(album.files)[-1]
    identifier = album.tracks[last]["album"]["id"]
    await player.open(f"/albums/{identifier}")
    await player.play(last)
    await expect(player.bar_button("Play")).to_be_visible()
    await player.expect_silence()


async def test_the_volume_is_kept(player: Player, record: Record) -> None:
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[0])
    await player.bar.get_by_role("slider", name="Volume").fill("0.5")
    assert await player.page.evaluate("window.heard.every((audio) => audio.volume === 0.25)")
    await player.page.reload()
    volume = player.bar.get_by_role("slider", name="Volume")
    await expect(volume).to_have_attribute("aria-valuetext", "50 per cent")


async def test_media_keys_and_lock_screens_know_what_plays(player: Player, record: Record) -> None:
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[0])
    shown = await player.page.evaluate(
        """() => {
          const { title, artist, album, artwork } = navigator.mediaSession.metadata;
          return { title, artist, album, covers: artwork.length,
                   state: navigator.mediaSession.playbackState };
        }"""
    )
    assert shown == {
        "title": record.titles[0],
        "artist": record.artist,
        "album": record.title,
        "covers": 1,
        "state": "playing",
    }
