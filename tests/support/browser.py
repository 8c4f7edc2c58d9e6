"""The player in a real browser, as someone who listens uses it."""

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import ConsoleMessage, Locator, Page, Request, Route, expect

from tests.support.waiting import until

CHROMIUM = "/usr/bin/chromium"
"""Debian's; the tests that need it are skipped where it is missing."""

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""As root there is no sandbox; and the browser itself has nobody to talk to."""

BROWSER_SECONDS = 30.0
"""From an action in the browser to what it brings about."""

REFRESH_TOKEN_KEY = "legato.refresh-token"
"""Name under which the player keeps the refresh token."""

LISTEN_TO_AUDIO = """
  window.heard = [];
  const Original = window.Audio;
  window.Audio = class extends Original {
    constructor(...given) { super(...given); window.heard.push(this); }
  };
"""
"""Runs before the page: remembers the elements that sound."""

POSITION = """
  Math.max(0, ...window.heard.filter((audio) => !audio.paused).map((audio) => audio.currentTime))
"""


@dataclass
class Complaints:
    """What the browser had to complain of: errors of scripts, refused loads, broken policy."""

    expected: tuple[str, ...] = ()
    """Parts of complaints that a test brings about itself."""
    seen: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.seen.append(str(error)))

    def expect(self, *parts: str) -> None:
        self.expected = (*self.expected, *parts)

    @property
    def unexpected(self) -> list[str]:
        return [text for text in self.seen if not any(part in text for part in self.expected)]

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.seen.append(message.text)


class Player:
    """A tab with the player: where things are, and what one does with them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[Request] = []
        page.on("request", self._on_request)
        self.bar = page.get_by_role("region", name="Player")
        self.queue = page.get_by_role("complementary", name="Queue")
        self.seek = self.bar.get_by_role("slider", name="Position in the song")
        self.notes = page.locator("#toasts")
        self.search = page.get_by_role("searchbox", name="Search")
        self.heading = page.get_by_role("heading", level=1)

    def _on_request(self, request: Request) -> None:
        self.requests.append(request)

    async def open(self, path: str = "/") -> None:
        """Go to a view, by its part of the address after `#`."""
        await self.page.goto(f"/#{path}")

    async def show(self, path: str, name: str) -> None:
        """Go to a view and wait until it is there with all that it loads."""
        await self.open(path)
        await expect(self.page.locator("body")).to_have_attribute("data-route", name)
        await expect(self.page.locator("main [aria-busy]")).to_have_count(0)

    async def fill_in(self, values: dict[str, str], submit: str) -> None:
        """Fill a form in by its labels and send it."""
        for label, value in values.items():
            await self.page.get_by_label(label, exact=True).fill(value)
        await self.button(submit).click()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def bar_button(self, name: str) -> Locator:
        return self.bar.get_by_role("button", name=name, exact=True).first

    def row(self, title: str) -> Locator:
        """The row of a track in the list that is shown."""
        return self.page.get_by_role("main").get_by_role("listitem").filter(has_text=title)

    async def play(self, title: str) -> None:
        """Play a track of the list that is shown, and wait until it sounds."""
        await self.row(title).get_by_role("button", name=f"Play {title}").click()
        await self.expect_current(title)
        await self.expect_beyond(0.0)

    async def expect_current(self, title: str) -> None:
        await expect(self.bar.get_by_role("link", name=title)).to_be_visible()

    async def position(self) -> float:
        """Seconds into what sounds; 0 when nothing does."""
        return float(await self.page.evaluate(POSITION))

    async def expect_beyond(self, seconds: float) -> float:
        """Wait until the sound has come beyond a position, and return where it is."""

        async def look() -> float | None:
            position = await self.position()
            return position if position > seconds else None

        found = await until(look, f"sound beyond {seconds:.1f} s", BROWSER_SECONDS)
        assert found is not None
        return found

    async def expect_silence(self) -> None:
        async def look() -> bool:
            return bool(await self.page.evaluate("window.heard.every((audio) => audio.paused)"))

        await until(look, "silence", BROWSER_SECONDS)

    async def seek_to(self, seconds: int) -> None:
        """Let the slider go at a position, as a finger or a pointer does."""
        await self.seek.evaluate(
            """(slider, value) => {
              slider.value = value;
              slider.dispatchEvent(new Event('input', { bubbles: true }));
              slider.dispatchEvent(new Event('change', { bubbles: true }));
            }""",
            str(seconds),
        )

    def asked(self, part: str, method: str = "GET") -> list[Request]:
        """Requests of this tab so far whose address has the part."""
        return [r for r in self.requests if part in r.url and r.method == method]

    async def expect_asked(self, part: str, times: int, method: str = "GET") -> None:
        async def look() -> bool:
            return len(self.asked(part, method)) >= times

        await until(look, f"{times} times {method} {part}", BROWSER_SECONDS)

    async def refuse(self, pattern: str, status: int, *, times: int) -> None:
        """Answer the next requests to matching addresses with a status in place of the service."""
        body = {"type": "about:blank", "title": "Refused", "status": status, "detail": "refused"}

        async def answer(route: Route) -> None:
            await route.fulfill(
                status=status, content_type="application/problem+json", body=json.dumps(body)
            )

        await self.page.route(pattern, answer, times=times)

    async def change_answer(self, pattern: str, changes: dict[str, Any], *, times: int) -> None:
        """Change fields of the next JSON answers of matching addresses."""

        async def answer(route: Route) -> None:
            response = await route.fetch()
            await route.fulfill(response=response, json={**await response.json(), **changes})

        await self.page.route(pattern, answer, times=times)
