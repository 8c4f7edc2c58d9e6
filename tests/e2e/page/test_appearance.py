from typing import Literal

import pytest
from playwright.async_api import Browser, expect

from tests.conftest import Stack
from tests.e2e.page.conftest import Record
from tests.support.browser import LISTEN_TO_AUDIO, Complaints, Player

pytestmark = [pytest.mark.e2e, pytest.mark.browser]

VIEWS = {
    "/": "home",
    "/albums": "albums",
    "/artists": "artists",
    "/songs": "songs",
    "/search": "search",
    "/account": "account",
    "/import": "import",
    "/nowhere": "lost",
}

LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3, for text of any size."""

NAMELESS = """
  [...document.querySelectorAll('button, a, input, dialog, [role]')]
    .filter((element) => element.checkVisibility())
    .filter((element) => !(element.getAttribute('aria-label') || element.textContent.trim()
      || element.getAttribute('aria-labelledby') || element.labels?.length
      || ['alert', 'status'].includes(element.getAttribute('role'))))
    .map((element) => element.outerHTML)
"""

CONTRAST = """() => {
  const root = document.documentElement;
  const pixel = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const probe = document.body.appendChild(document.createElement('div'));
  const light = (name) => {
    probe.style.setProperty('color', `var(${name})`);
    pixel.fillStyle = getComputedStyle(probe).color;
    pixel.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...pixel.getImageData(0, 0, 1, 1).data].map((byte) => {
      const share = byte / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [least, most] = [light(one), light(other)].sort((a, b) => a - b);
    return (most + 0.05) / (least + 0.05);
  };
  const pairs = [['--accent', '--paper'], ['--on-accent', '--accent'],
    ['--on-accent', '--accent-strong'], ['--ink', '--paper'], ['--ink-soft', '--paper'],
    ['--ink-soft', '--wash'], ['--ink-faint', '--paper'], ['--ink-faint', '--sunken'],
    ['--danger', '--paper']];
  const found = {};
  for (const chroma of [0, 0.07, 0.14]) {
    for (let hue = 0; hue < 360; hue += 15) {
      root.style.setProperty('--hue', hue);
      root.style.setProperty('--chroma', chroma);
      for (const [text, ground] of pairs) {
        const name = `${text} on ${ground}`;
        found[name] = Math.min(found[name] ?? Infinity, contrast(text, ground));
      }
    }
  }
  return found;
}"""


async def test_the_policy_allows_nothing_but_our_own_files(visitor: Player) -> None:
    answer = await visitor.page.goto("/")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_no_view_breaks_the_policy_or_lacks_a_name_or_a_heading(
    player: Player, record: Record
) -> None:
    for view, name in {**VIEWS, f"/albums/{record.id}": "album"}.items():
        await player.show(view, name)
        await expect(player.page.get_by_role("heading").first).to_be_visible()
        assert await player.page.evaluate(NAMELESS) == [], view


async def test_landmarks_are_where_a_screen_reader_looks_for_them(
    player: Player, record: Record
) -> None:
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[0])
    page = player.page
    for landmark in (
        page.get_by_role("main"),
        page.get_by_role("search"),
        page.get_by_role("navigation", name="Main"),
        player.bar,
    ):
        await expect(landmark).to_have_count(1)
    row = player.row(record.titles[0])
    await expect(row).to_have_attribute("aria-current", "true")
    await expect(row.get_by_role("button", name=f"Pause {record.titles[0]}")).to_be_visible()


async def test_a_new_song_is_announced(player: Player, record: Record) -> None:
    await player.open(f"/albums/{record.id}")
    await player.play(record.titles[0])
    announcer = player.page.locator("[aria-live=polite]")
    words = f"Now playing: {record.titles[0]} by {record.artist}"
    await expect(announcer).to_have_text(words)


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_text_keeps_its_contrast_whatever_the_colour_of_the_cover(
    player: Player, scheme: Literal["dark", "light"]
) -> None:
    await player.page.emulate_media(color_scheme=scheme)
    await player.open()
    await expect(player.heading).to_be_visible()
    found: dict[str, float] = await player.page.evaluate(CONTRAST)
    assert {pair: least for pair, least in found.items() if least < LEAST_CONTRAST} == {}


async def test_a_chosen_theme_stays(player: Player) -> None:
    await player.open("/account")
    ground = "getComputedStyle(document.body).backgroundColor"
    await player.page.get_by_label("Light", exact=True).check()
    light = await player.page.evaluate(ground)
    await player.page.get_by_label("Dark", exact=True).check()
    assert await player.page.evaluate(ground) != light
    await player.page.reload()
    await expect(player.page.get_by_label("Dark", exact=True)).to_be_checked()
    assert await player.page.evaluate(ground) != light


async def test_a_phone_shows_everything_in_its_width(
    chromium: Browser, stack: Stack, guest: dict[str, str], record: Record
) -> None:
    complaints = Complaints()
    context = await chromium.new_context(
        base_url=stack.url,
        ignore_https_errors=True,
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
    )
    await context.add_init_script(LISTEN_TO_AUDIO)
    player = Player(await context.new_page())
    complaints.watch(player.page)
    await player.open()
    await player.fill_in({"E-mail": guest["email"], "Password": guest["password"]}, "Sign in")
    await expect(player.heading).to_contain_text(guest["display_name"])
    await player.open(f"/albums/{record.id}")
    await player.row(record.titles[0]).tap()
    await player.expect_beyond(0.2)
    for view, name in {**VIEWS, f"/albums/{record.id}": "album"}.items():
        await player.show(view, name)
        width = await player.page.evaluate("document.documentElement.scrollWidth")
        assert width == 390, view
    await player.bar.get_by_role("button", name="Open the large player").tap()
    large = player.page.get_by_role("dialog", name="Now playing")
    await expect(large.get_by_role("slider", name="Position in the song")).to_be_visible()
    await large.get_by_role("button", name="Pause").tap()
    await player.expect_silence()
    await context.close()
    assert complaints.unexpected == []
