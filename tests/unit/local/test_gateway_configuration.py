"""The gateway's configuration as a text: what may take long, and what is for everyone."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from legato_local.certificate import Certificate
from legato_local.parts.envoy import Envoy, EnvoySettings

GATEWAY = Path(__file__).parents[3] / "services" / "gateway" / "envoy.yaml"

FOR_EVERYONE = {
    "/",
    "/assets/",
    "/.well-known/jwks.json",
    "/v1/covers/",
    "/v1/auth/(refresh|logout)",
    "/v1/auth/(login|register)",
    "everything else",
}


class Loader(yaml.SafeLoader):
    """YAML with the tag that makes Envoy skip a key."""


def plain(loader: Loader, node: yaml.ScalarNode) -> object:
    return loader.construct_scalar(node)


Loader.add_constructor("!ignore", plain)


def settings(**changes: object) -> EnvoySettings:
    folder = Path("/run/legato")
    values: dict[str, object] = {
        "http_port": 8080,
        "https_port": 8081,
        "certificate": Certificate(folder / "certificate.pem", folder / "private-key.pem"),
        "user_port": 8100,
        "music_port": 8102,
        "media_socket": folder / "media.sock",
        "web_socket": folder / "web.sock",
    }
    return EnvoySettings(**(values | changes))  # type: ignore[arg-type]


async def configuration(folder: Path, **changes: object) -> dict[str, Any]:
    envoy = Envoy(
        template=GATEWAY,
        settings=settings(**changes),
        run=folder / "run",
        conf=folder / "conf",
        log=folder / "log",
    )
    await envoy.prepare()
    loaded: dict[str, Any] = yaml.load(envoy.configuration[0].read_text(), Loader)  # noqa: S506 - a safe loader
    return loaded


def managers(loaded: dict[str, Any]) -> list[dict[str, Any]]:
    """The connection manager of each listener."""
    chains = [listener["filter_chains"] for listener in loaded["static_resources"]["listeners"]]
    return [chain[0]["filters"][0]["typed_config"] for chain in chains]


def routes(loaded: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """All routes by their path; of several with one path the last, which takes the writes."""
    (host,) = managers(loaded)[0]["route_config"]["virtual_hosts"]
    found = {path_of(route["match"]): route for route in host["routes"][:-1]}
    return found | {"everything else": host["routes"][-1]}


def path_of(match: dict[str, Any]) -> str:
    path: str = match.get("path") or match.get("prefix") or match["safe_regex"]["regex"]
    return path


async def test_the_public_routes_are_these_and_no_other(tmp_path: Path) -> None:
    policies = {
        path: route.get("typed_per_filter_config", {}).get("jwt", {})
        for path, route in routes(await configuration(tmp_path)).items()
    }
    assert {path for path, jwt in policies.items() if jwt.get("disabled")} == FOR_EVERYONE


async def test_nothing_but_audio_and_uploads_may_take_as_long_as_it_likes(tmp_path: Path) -> None:
    found = routes(await configuration(tmp_path))
    actions = {path: route.get("route", {}) for path, route in found.items()}
    endless = {path for path, action in actions.items() if action.get("timeout") == "0s"}
    assert endless == {"/media/", "/v1/imports"}
    assert all(actions[path]["idle_timeout"] == "600s" for path in endless)


async def test_both_listeners_are_alike(tmp_path: Path) -> None:
    plain, secure = managers(await configuration(tmp_path))
    assert plain == secure


async def test_plain_http_stays_on_this_machine_whatever_https_is_opened_to(
    tmp_path: Path,
) -> None:
    loaded = await configuration(tmp_path, https_address="192.0.2.7")
    addresses = [
        listener["address"]["socket_address"]
        for listener in loaded["static_resources"]["listeners"]
    ]
    assert addresses == [
        {"address": "127.0.0.1", "port_value": 8080},
        {"address": "192.0.2.7", "port_value": 8081, "ipv4_compat": False},
    ]


@pytest.mark.parametrize(
    ("endpoint", "host", "port"),
    [
        ("http://127.0.0.1:4318", "127.0.0.1", 4318),
        ("http://collector.example", "collector.example", 80),
    ],
)
async def test_spans_go_to_the_collector(
    tmp_path: Path, endpoint: str, host: str, port: int
) -> None:
    loaded = await configuration(tmp_path, otlp_endpoint=endpoint)
    assert managers(loaded)[0]["tracing"]["provider"]["name"] == "envoy.tracers.opentelemetry"
    collector = loaded["static_resources"]["clusters"][-1]
    (end,) = collector["load_assignment"]["endpoints"][0]["lb_endpoints"]
    assert end["endpoint"]["address"]["socket_address"] == {"address": host, "port_value": port}


async def test_there_are_no_spans_without_a_collector(tmp_path: Path) -> None:
    assert managers(await configuration(tmp_path))[0]["tracing"] is None


@pytest.mark.parametrize("endpoint", ["https://collector.example", "collector:4318", "http://"])
def test_a_collector_that_cannot_be_reached_in_plain_http_is_refused(endpoint: str) -> None:
    with pytest.raises(ValueError, match="http://"):
        settings(otlp_endpoint=endpoint)


@pytest.mark.parametrize(("limit", "pause"), [(60, 1), (600, 1), (6, 10), (7, 9)])
def test_whoever_is_refused_is_told_when_there_is_room_again(limit: int, pause: int) -> None:
    assert settings(sign_in_limit=limit).values()["sign_in_pause"] == pause
