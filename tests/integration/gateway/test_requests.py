"""What the gateway does to requests on their way, and which it refuses for their form."""

import asyncio
from collections.abc import AsyncIterator
from ipaddress import ip_address

import httpx
import pytest

from legato_local.looking import Answer, get
from legato_local.parts.envoy import Envoy
from tests.integration.gateway.conftest import Backends
from tests.support.deadlines import REQUEST_SECONDS
from tests.support.tokens import Issuers, bearer

MEBIBYTE = 1024 * 1024

SPOOFED = (
    "x-user-id", "x-user", "x-plan", "x-roles", "x-role", "x-email", "x-legato-user",
    "x-auth-request-user", "x-authenticated-user", "x-remote-user", "remote-user", "forwarded",
    "x-forwarded-user", "x-forwarded-host", "x-forwarded-port", "x-forwarded-prefix",
    "x-forwarded-client-cert", "x-real-ip", "x-original-url", "x-rewrite-url",
    "x-http-method-override", "x-envoy-original-path", "x-envoy-max-retries",
    "x-envoy-retry-on", "x-envoy-upstream-rq-timeout-ms", "x-envoy-decorator-operation",
)  # fmt: skip

KEPT = {
    "accept-language": "en",
    "idempotency-key": "0197b0c8-0000-7000-8000-000000000003",
    "if-match": '"3"',
    "legato-timeout-ms": "1500",
    "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "user-agent": "a player",
}


async def raw_get(envoy: Envoy, path: str, *headers: str) -> Answer:
    """Send a path as it is: HTTP clients tidy it up."""
    connection = asyncio.open_connection("127.0.0.1", envoy.ports["HTTP"])
    return await get(connection, path, *headers)


@pytest.mark.parametrize("path", ["/v1/me", "/v1/tracks", "/v1/covers/a.webp", "/v1/auth/refresh"])
async def test_headers_that_say_who_someone_is_never_reach_a_service(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends, path: str
) -> None:
    spoofed = dict.fromkeys(SPOOFED, "spoofed.example")
    headers = spoofed | bearer(issuers.api_token())
    assert (await gateway.get(path, headers=headers)).status_code == 200
    (arrival,) = backends.user.arrivals + backends.music.arrivals
    assert "spoofed.example" not in {value for _, value in arrival.headers}


async def test_a_service_never_sees_an_address_that_a_client_made_up(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends
) -> None:
    spoofed = {"x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "https"}
    await gateway.get("/v1/me", headers=spoofed | bearer(issuers.api_token()))
    (arrival,) = backends.user.arrivals
    (address,) = arrival.header("x-forwarded-for")
    # Of a client on the same machine Envoy tells the machine's address, whichever that is.
    assert ip_address(address) != ip_address("198.51.100.7")
    assert arrival.header("x-forwarded-proto") == ["http"]


async def test_other_headers_are_passed_on(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends
) -> None:
    await gateway.get("/v1/me", headers=KEPT | bearer(issuers.api_token()))
    (arrival,) = backends.user.arrivals
    assert {name: arrival.header(name) for name in KEPT} == {
        name: [value] for name, value in KEPT.items()
    }


async def test_every_answer_names_the_request_as_the_service_knew_it(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends
) -> None:
    headers = {"x-request-id": "chosen by the client"} | bearer(issuers.api_token())
    answers = [await gateway.get("/v1/me", headers=headers) for _ in range(2)]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert ids == [arrival.header("x-request-id")[0] for arrival in backends.user.arrivals]
    assert len({*ids, "chosen by the client"}) == 3


@pytest.mark.parametrize("name", ["x_user_id", "X_Forwarded_For", "legato_timeout_ms"])
async def test_a_header_with_an_underscore_is_refused(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends, name: str
) -> None:
    answer = await gateway.get("/v1/me", headers={name: "1"} | bearer(issuers.api_token()))
    assert answer.status_code == 400
    assert not backends.user.arrivals


@pytest.mark.parametrize("path", ["/v1%2fme", "/v1%2Fme", "/v1%5cme", "/media%2F..%2Fv1/me"])
async def test_an_escaped_slash_is_refused(
    envoy: Envoy, issuers: Issuers, backends: Backends, path: str
) -> None:
    answer = await raw_get(envoy, path, f"Authorization: Bearer {issuers.api_token()}")
    assert answer.status == 400
    assert not backends.user.arrivals


@pytest.mark.parametrize(
    "path",
    [
        "/v1/../v1/me",
        "//v1//me",
        "/v1/./me",
        "/v1/%2e%2e/v1/me",
        "/assets/../v1/me",
        "/assets/%2e%2e/v1/me",
        "/v1/auth/login/../../me",
        "/v1/covers/../me",
    ],
)
async def test_a_path_means_the_same_to_the_gateway_and_to_the_service(
    envoy: Envoy, issuers: Issuers, backends: Backends, path: str
) -> None:
    assert (await raw_get(envoy, path)).status == 401
    assert not backends.user.arrivals
    answer = await raw_get(envoy, path, f"Authorization: Bearer {issuers.api_token()}")
    assert answer.status == 200
    assert [arrival.path for arrival in backends.user.arrivals] == ["/v1/me"]


@pytest.mark.parametrize(
    "trick",
    ["/media/x/../{rest}", "/media//{rest}", "//media/{rest}", "/media/%2e/{rest}"],
)
async def test_a_media_token_is_held_against_the_path_that_is_sent(
    envoy: Envoy, issuers: Issuers, backends: Backends, trick: str
) -> None:
    rest = backends.audio_path.removeprefix("/media/")
    path = trick.format(rest=rest)
    for claimed, status in ((backends.audio_path, 200), (path, 403), ("/media/x/", 403)):
        token = issuers.media_token(claimed)
        assert (await raw_get(envoy, f"{path}?t={token}")).status == status, claimed


@pytest.mark.parametrize("path", ["/media/x/../../v1/me", "/media/../v1/me", "/media/%2e%2e/v1/me"])
async def test_a_media_token_leads_out_of_media_nowhere(
    envoy: Envoy, issuers: Issuers, backends: Backends, path: str
) -> None:
    for claimed in ("/v1/me", path):
        answer = await raw_get(envoy, f"{path}?t={issuers.media_token(claimed)}")
        assert answer.status == 401
    assert not backends.user.arrivals


async def test_a_body_of_one_mebibyte_is_passed_on(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends
) -> None:
    body = b" " * MEBIBYTE
    answer = await gateway.patch("/v1/me", content=body, headers=bearer(issuers.api_token()))
    assert answer.status_code == 200
    assert len(backends.user.arrivals[0].body) == MEBIBYTE


async def test_a_larger_body_is_refused_before_any_service_sees_it(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield b" " * (MEBIBYTE // 16)

    for body in (b" " * (MEBIBYTE + 1), chunks()):
        answer = await gateway.patch("/v1/me", content=body, headers=bearer(issuers.api_token()))
        assert answer.status_code == 413
    assert not backends.user.arrivals


async def test_an_upload_streams_through_and_has_no_limit_here(
    gateway: httpx.AsyncClient, issuers: Issuers, backends: Backends
) -> None:
    async def upload() -> AsyncIterator[bytes]:
        yield b" " * (MEBIBYTE // 4)
        async with asyncio.timeout(REQUEST_SECONDS):
            await backends.music.receiving.wait()
        for _ in range(8):
            yield b" " * MEBIBYTE

    headers = bearer(issuers.api_token())
    answer = await gateway.post("/v1/imports", content=upload(), headers=headers)
    assert answer.status_code == 200
    assert len(backends.music.arrivals[0].body) == 8 * MEBIBYTE + MEBIBYTE // 4


async def test_an_upload_without_a_token_is_refused_before_any_service_sees_it(
    gateway: httpx.AsyncClient, backends: Backends
) -> None:
    answer = await gateway.post("/v1/imports", content=b" " * 1000)
    assert answer.status_code == 401
    assert not backends.music.arrivals
