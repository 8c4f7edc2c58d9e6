"""What the gateway says by itself: always a problem document, never more than it should."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
import pytest

from tests.support.problems import assert_problem
from tests.support.tokens import Issuers, bearer

Ask = Callable[[httpx.AsyncClient, dict[str, str]], Awaitable[httpx.Response]]


@dataclass(frozen=True)
class Refusal:
    """How to be refused, and what is then said; `framing` is refused below HTTP/2's requests."""

    status: int
    title: str
    ask: Ask
    framing: bool = False


REFUSALS = {
    "underscore": Refusal(
        400, "Bad Request", lambda to, me: to.get("/v1/me", headers=me | {"a_b": "c"}), framing=True
    ),
    "escaped slash": Refusal(400, "Bad Request", lambda to, me: to.get("/v1%2fme", headers=me)),
    "no token": Refusal(401, "Unauthorized", lambda to, _: to.get("/v1/me")),
    "wrong token": Refusal(
        401, "Unauthorized", lambda to, _: to.get("/v1/me", headers=bearer("a.b.c"))
    ),
    "no media token": Refusal(401, "Unauthorized", lambda to, _: to.get("/media/audio/x.ogg")),
    "no route": Refusal(404, "Not Found", lambda to, me: to.get("/v1/nothing", headers=me)),
    "large body": Refusal(
        413,
        "Content Too Large",
        lambda to, me: to.patch("/v1/me", headers=me, content=b" " * 1_100_000),
    ),
    "large headers": Refusal(
        431,
        "Request Header Fields Too Large",
        lambda to, me: to.get("/v1/me", headers=me | {"a": "b" * 70_000}),
        framing=True,
    ),
}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS.keys())
async def test_every_refusal_is_a_problem_document(
    gateway: httpx.AsyncClient, issuers: Issuers, refusal: Refusal
) -> None:
    expect_problem(await refusal.ask(gateway, bearer(issuers.api_token())), refusal)


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS.keys())
async def test_http2_is_refused_alike_but_for_framing_which_ends_its_stream(
    secure_gateway: httpx.AsyncClient, issuers: Issuers, refusal: Refusal
) -> None:
    me = bearer(issuers.api_token())
    if refusal.framing:
        with pytest.raises(httpx.RemoteProtocolError, match="StreamReset"):
            await refusal.ask(secure_gateway, me)
    else:
        expect_problem(await refusal.ask(secure_gateway, me), refusal)
    assert (await secure_gateway.get("/v1/me", headers=me)).status_code == 200


def expect_problem(answer: httpx.Response, refusal: Refusal) -> None:
    problem = assert_problem(answer, refusal.status)
    assert problem["type"] == "about:blank"
    assert problem["title"] == refusal.title
