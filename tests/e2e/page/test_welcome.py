import httpx
import pytest
from playwright.async_api import BrowserContext, expect

from tests.support.browser import REFRESH_TOKEN_KEY, Complaints, Player
from tests.support.people import PASSWORD, new_email

pytestmark = [pytest.mark.e2e, pytest.mark.browser]

KEPT_TOKEN = f"localStorage.getItem('{REFRESH_TOKEN_KEY}')"


async def test_someone_signed_out_is_asked_to_sign_in_and_no_service_is_asked(
    visitor: Player,
) -> None:
    await visitor.open()
    await expect(visitor.heading).to_have_text("Welcome back")
    assert visitor.asked("/v1/") == []


async def test_signing_in_opens_the_library(visitor: Player, guest: dict[str, str]) -> None:
    await visitor.open()
    await visitor.fill_in({"E-mail": guest["email"], "Password": guest["password"]}, "Sign in")
    await expect(visitor.heading).to_contain_text(guest["display_name"])


async def test_a_wrong_password_is_said_in_words(
    visitor: Player, guest: dict[str, str], complaints: Complaints
) -> None:
    complaints.expect("status of 401")
    await visitor.open()
    await visitor.fill_in({"E-mail": guest["email"], "Password": "not this one"}, "Sign in")
    await expect(visitor.page.get_by_role("alert")).not_to_be_empty()
    await expect(visitor.heading).to_have_text("Welcome back")
    assert await visitor.page.evaluate(KEPT_TOKEN) is None


async def test_signing_up_makes_an_account_and_opens_the_library(visitor: Player) -> None:
    await visitor.open()
    await visitor.button("Create an account").click()
    values = {"Your name": "Fanny", "E-mail": new_email(), "Password": PASSWORD}
    await visitor.fill_in(values, "Create account")
    await expect(visitor.heading).to_contain_text("Fanny")


async def test_a_short_password_is_named_beside_its_field_before_it_is_sent(
    visitor: Player,
) -> None:
    await visitor.open()
    await visitor.button("Create an account").click()
    values = {"Your name": "Fanny", "E-mail": new_email(), "Password": "short"}
    await visitor.fill_in(values, "Create account")
    password = visitor.page.get_by_label("Password")
    await expect(password).to_have_attribute("aria-invalid", "true")
    await expect(password).to_have_accessible_description("Please use at least 8 characters.")
    await expect(password).to_be_focused()
    assert visitor.asked("/v1/auth/register", "POST") == []


async def test_what_the_service_refuses_is_named_beside_its_field(
    visitor: Player, guest: dict[str, str], complaints: Complaints
) -> None:
    complaints.expect("status of 409")
    await visitor.open()
    await visitor.button("Create an account").click()
    values = {"Your name": "Fanny", "E-mail": guest["email"], "Password": PASSWORD}
    await visitor.fill_in(values, "Create account")
    email = visitor.page.get_by_label("E-mail")
    await expect(email).to_have_accessible_description("Is taken by another account.")


async def test_a_session_outlives_the_tab(player: Player, context: BrowserContext) -> None:
    await player.open()
    await expect(player.heading).to_contain_text("Clara")
    await player.page.reload()
    await expect(player.heading).to_contain_text("Clara")
    other = Player(await context.new_page())
    await other.open()
    await expect(other.heading).to_contain_text("Clara")


async def test_two_tabs_renew_at_once_and_both_stay_signed_in(
    player: Player, context: BrowserContext
) -> None:
    await player.open()
    await expect(player.heading).to_contain_text("Clara")
    other = Player(await context.new_page())
    await other.open()
    await expect(other.heading).to_contain_text("Clara")
    for tab in (player, other, player, other):
        await tab.page.reload(wait_until="commit")
    for tab in (player, other):
        await expect(tab.heading).to_contain_text("Clara")


async def test_signing_out_ends_the_session_here_there_and_in_the_service(
    player: Player, context: BrowserContext, client: httpx.AsyncClient
) -> None:
    await player.open("/account")
    other = Player(await context.new_page())
    await other.open()
    await expect(other.heading).to_contain_text("Clara")
    token = await player.page.evaluate(KEPT_TOKEN)
    async with player.page.expect_response("**/v1/auth/logout"):
        await player.button("Sign out").click()
    for tab in (player, other):
        await expect(tab.heading).to_have_text("Welcome back")
    answer = await client.post("/v1/auth/refresh", json={"refresh_token": token})
    assert answer.status_code == 401


async def test_a_refused_access_token_is_renewed_and_the_listener_notices_nothing(
    player: Player, complaints: Complaints
) -> None:
    complaints.expect("status of 401")
    await player.refuse("**/v1/me", 401, times=1)
    await player.open()
    await expect(player.heading).to_contain_text("Clara")
    assert len(player.asked("/v1/auth/refresh", "POST")) == 2


async def test_an_access_token_near_its_end_is_renewed_before_it_is_used(player: Player) -> None:
    await player.change_answer("**/v1/auth/refresh", {"expires_in": 1}, times=1)
    await player.open()
    await player.expect_asked("/v1/auth/refresh", 2, "POST")
    await expect(player.heading).to_contain_text("Clara")


async def test_a_session_that_the_service_has_ended_leads_to_the_sign_in(
    player: Player, complaints: Complaints
) -> None:
    complaints.expect("status of 401")
    await player.refuse("**/v1/auth/refresh", 401, times=1)
    await player.open()
    await expect(player.heading).to_have_text("Welcome back")
    await expect(player.page.get_by_text("You have been signed out")).to_be_visible()
    assert await player.page.evaluate(KEPT_TOKEN) is None


async def test_a_service_that_is_away_ends_no_session(
    player: Player, complaints: Complaints
) -> None:
    complaints.expect("status of 503")
    await player.refuse("**/v1/auth/refresh", 503, times=1)
    await player.open()
    await player.button("Try again").click()
    await expect(player.heading).to_contain_text("Clara")
