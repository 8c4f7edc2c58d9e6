"""The charts' routes against the table that the one-machine gateway is held to, both ways."""

import re
from collections.abc import Iterator

import pytest

from legato_charts.rendered import PROFILES
from tests.charts.conftest import CHARTS, Render
from tests.support.gateway_routes import GatewayRoutes, Match
from tests.support.routes import ROUTES, UNKNOWN_PATHS, Auth, Route

READS = ("GET", "HEAD")

EXAMPLES = {"{object}": "audio/0a/0a1b.ogg", "{file}": "player.js"}
"""What stands for the parameters of a path; an id for all others."""

STREAMS = {"media-audio", "music-uploads"}
"""Routes whose bodies pass as they come, for as long as it takes."""

each_profile = pytest.mark.parametrize("profile", PROFILES)


def example(route: Route) -> str:
    """Return a path that the row stands for."""
    return re.sub(r"\{\w+\}", lambda name: EXAMPLES.get(name[0], "0197b0c8"), route.path)


def rendered(render: Render, profile: str) -> GatewayRoutes:
    return GatewayRoutes(render(profile=profile))


def of_services(routes: GatewayRoutes) -> Iterator[Match]:
    return (match for match in routes.matches if match.service is not None)


@each_profile
@pytest.mark.parametrize("row", ROUTES, ids=str)
def test_a_row_leads_to_its_service_on_its_terms(render: Render, profile: str, row: Route) -> None:
    routes = rendered(render, profile)
    match = routes.find(row.method, example(row))
    assert match.service == row.service
    assert routes.tell_auth(match) is row.auth
    assert ("rateLimit" in routes.find_traffic(match)) is row.limited


@each_profile
def test_every_path_of_a_route_is_in_the_table(render: Render, profile: str) -> None:
    routes = rendered(render, profile)
    takers = [routes.find(row.method, example(row)) for row in ROUTES]
    used = {(match.route, match.path) for match in takers}
    assert {(match.route, match.path) for match in of_services(routes)} == used


@each_profile
@pytest.mark.parametrize("path", UNKNOWN_PATHS)
def test_any_other_path_is_nothing_with_and_without_a_token(
    render: Render, profile: str, path: str
) -> None:
    routes = rendered(render, profile)
    for method in ("GET", "POST"):
        match = routes.find(method, path)
        assert (match.route, match.service) == ("gateway-nowhere", None)
        assert routes.tell_auth(match) is Auth.PUBLIC


@each_profile
@pytest.mark.parametrize(
    "path", ["/v1%2fme", "/v1/me%2F", "/v1/tracks/%5c", "/media/%2e%2e%2fv1/me", "/assets/%2F"]
)
def test_a_path_that_hides_a_slash_goes_to_no_service(
    render: Render, profile: str, path: str
) -> None:
    match = rendered(render, profile).find("GET", path)
    assert (match.route, match.service) == ("gateway-escaped-slash", None)


@each_profile
def test_reads_are_repeated_and_writes_are_not_but_when_they_never_arrived(
    render: Render, profile: str
) -> None:
    routes = rendered(render, profile)
    assert routes.find_own("BackendTrafficPolicy")["retry"] == {
        "numRetries": 1,
        "retryOn": {"triggers": ["connect-failure"]},
    }
    for match in of_services(routes):
        traffic = routes.find_traffic(match)
        assert traffic["mergeType"] == "StrategicMerge"
        assert (match.rule == "reads") is (match.method in READS)
        assert ("retry" in traffic) is (match.rule == "reads"), match
        assert traffic.get("retry", {}).get("numRetries", 1) == 1


@each_profile
def test_only_streams_are_without_end_and_limit(render: Render, profile: str) -> None:
    routes = rendered(render, profile)
    for match in of_services(routes):
        traffic = routes.find_traffic(match)
        if match.route in STREAMS:
            assert traffic["timeout"]["http"]["requestTimeout"] == "0s"
            assert "requestBuffer" not in traffic
        else:
            assert "timeout" not in traffic, match
            assert traffic["requestBuffer"] == {"limit": "1Mi"}, match


@pytest.mark.parametrize(("profile", "limit"), [("default", 60), ("local", 6000)])
def test_sign_ins_are_counted_by_address(render: Render, profile: str, limit: int) -> None:
    routes = rendered(render, profile)
    traffic = routes.find_traffic(routes.find("POST", "/v1/auth/login"))
    for rule in traffic["rateLimit"]["local"]["rules"]:
        assert rule["limit"] == {"requests": limit, "unit": "Minute"}
        assert rule["clientSelectors"][0]["sourceCIDR"]["type"] == "Distinct"
    assert routes.find("POST", "/v1/auth/register") == routes.find("POST", "/v1/auth/login")


def test_a_route_that_says_nothing_asks_for_an_access_token(render: Render) -> None:
    assert "jwt" in rendered(render, "default").find_own("SecurityPolicy")
    settings = {"routes.new.exact[0]": "/v1/new"}
    routes = GatewayRoutes(render(CHARTS / "user", "default", settings))
    assert routes.tell_auth(routes.find("GET", "/v1/new")) is Auth.API
