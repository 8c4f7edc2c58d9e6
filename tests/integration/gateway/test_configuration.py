"""The configuration as Envoy takes it, and what it promises that no request can show."""

import asyncio
import stat
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import httpx
import pytest

from legato_local.parts.envoy import Envoy
from tests.integration.gateway.conftest import SERVICES, MakeEnvoy, client_of
from tests.support.tokens import Issuers, bearer

LAST_ROUTE = "              - match: {prefix: /}\n                direct_response"


async def test_a_route_without_any_word_about_tokens_needs_one(
    make_envoy: MakeEnvoy, workplace: Path, issuers: Issuers
) -> None:
    shipped = (SERVICES / "gateway" / "envoy.yaml").read_text()
    forgotten = (
        "              - match: {path: /forgotten}\n                route: {cluster: user}\n"
    )
    assert shipped.count(LAST_ROUTE) == 1
    template = workplace / "forgotten.yaml"
    template.write_text(shipped.replace(LAST_ROUTE, forgotten + LAST_ROUTE))
    async with make_envoy("forgotten", template) as envoy, client_of(envoy) as client:
        assert (await client.get("/forgotten")).status_code == 401
        answer = await client.get("/forgotten", headers=bearer(issuers.api_token()))
        assert answer.json() == {"service": "user"}


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"otlp_endpoint": "http://127.0.0.1:4318"},
        {"https_address": "0.0.0.0"},
        {"https_address": "::"},
        {"https_address": "::1"},
    ],
    ids=str,
)
async def test_envoy_itself_finds_the_configuration_valid(
    make_envoy: MakeEnvoy, settings: dict[str, str]
) -> None:
    envoy = make_envoy("validated", **settings)
    await envoy.prepare()
    process = await asyncio.create_subprocess_exec(
        *envoy.argv, "--mode", "validate", stdout=PIPE, stderr=STDOUT
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output
    assert b"deprecated" not in output


async def test_nobody_can_tell_the_gateway_to_end(envoy: Envoy) -> None:
    assert stat.S_IMODE(envoy.admin_socket.stat().st_mode) == 0o600
    transport = httpx.AsyncHTTPTransport(uds=str(envoy.admin_socket))
    async with httpx.AsyncClient(transport=transport, base_url="http://admin") as admin:
        for path in ("/quitquitquit", "/healthcheck/fail", "/logging", "/config_dump"):
            assert (await admin.post(path)).status_code == 403
        assert (await admin.get("/stats/prometheus")).status_code == 200
