"""What the gateway's chart promises besides its routes."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from legato_charts.helm import ChartError, Helm
from tests.charts.conftest import CHARTS, UMBRELLA, Manifest, Render, parse

GATEWAY = CHARTS / "gateway"

STATUSES = {400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504}
"""What Envoy says by itself."""


def find(manifests: list[Manifest], kind: str) -> Manifest:
    """Return the gateway's object of a kind."""
    spec: Manifest
    (spec,) = [
        manifest["spec"]
        for manifest in manifests
        if (manifest["kind"], manifest["metadata"]["name"]) == (kind, "gateway")
    ]
    return spec


def listeners(render: Render, settings: Mapping[str, str]) -> dict[str, Any]:
    found = find(render(GATEWAY, "default", settings), "Gateway")["listeners"]
    return {listener["name"]: listener for listener in found}


def test_two_legatos_of_one_cluster_share_no_class_and_no_deployment(helm: Helm) -> None:
    names = set()
    for namespace in ("one", "two"):
        manifests = parse(replace(helm, namespace=namespace).template(GATEWAY))
        deployment = find(manifests, "EnvoyProxy")["provider"]["kubernetes"]["envoyDeployment"]
        names |= {find(manifests, "Gateway")["gatewayClassName"], deployment["name"]}
    assert names == {"one-legato", "two-legato", "one-gateway", "two-gateway"}


def test_a_certificate_is_made_unless_there_is_one(render: Render) -> None:
    made = render(GATEWAY)
    (secret,) = [manifest for manifest in made if manifest["kind"] == "Secret"]
    assert secret["type"] == "kubernetes.io/tls"
    assert secret["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"
    settings = {"secrets.tls.existingSecret": "mine"}
    assert not [each for each in render(GATEWAY, "default", settings) if each["kind"] == "Secret"]
    (reference,) = listeners(render, settings)["https"]["tls"]["certificateRefs"]
    assert reference["name"] == "mine"


def test_ports_and_names_of_listeners_are_values(render: Render) -> None:
    settings = {"http.enabled": "false", "https.port": "8443", "hostname": "music.example"}
    assert {name: each["port"] for name, each in listeners(render, settings).items()} == {
        "https": 8443
    }
    assert listeners(render, settings)["https"]["hostname"] == "music.example"


def test_locally_nodes_open_the_ports_that_this_machine_leads_to(render: Render) -> None:
    proxy = find(render(UMBRELLA, "local"), "EnvoyProxy")["provider"]["kubernetes"]
    ports = proxy["envoyService"]["patch"]["value"]["spec"]["ports"]
    assert [(port["port"], port["nodePort"]) for port in ports] == [(80, 30080), (443, 30443)]
    assert proxy["envoyDeployment"]["replicas"] == 2
    assert proxy["envoyPDB"] == {"maxUnavailable": 1}


def test_what_a_client_says_of_itself_is_removed(render: Render) -> None:
    headers = find(render(), "ClientTrafficPolicy")["headers"]
    assert headers["withUnderscoresAction"] == "RejectRequest"
    assert headers["earlyRequestHeaders"] == {
        "remove": ["forwarded"],
        "removeOnMatch": [
            {"type": "Prefix", "value": "x-"},
            {"type": "Prefix", "value": "remote-"},
        ],
    }


def test_what_envoy_says_itself_is_a_problem_document_and_nothing_else_is_changed(
    render: Render,
) -> None:
    overrides = find(render(), "BackendTrafficPolicy")["responseOverride"]
    assert {override["source"] for override in overrides} == {"Local"}
    said = {}
    for override in overrides:
        response = override["response"]
        assert response["contentType"] == "application/problem+json"
        problem = json.loads(response["body"]["inline"])
        headers = {each["name"]: each["value"] for each in response["header"]["set"]}
        assert problem["request_id"] == headers["x-request-id"] == "%REQ(X-REQUEST-ID)%"
        assert problem["detail"]
        (code,) = override["match"]["statusCodes"]
        said[code["value"]] = problem["status"]
        assert ("retry-after" in headers) is (code["value"] in {429, 503})
    assert said == {status: status for status in STATUSES}


def test_nothing_that_is_written_down_holds_a_query(render: Render) -> None:
    settings = {"global.otlpEndpoint": "http://collector.traces:4318"}
    telemetry = find(render(UMBRELLA, "default", settings), "EnvoyProxy")["telemetry"]
    assert telemetry["tracing"]["provider"]["host"] == "collector.traces"
    assert telemetry["tracing"]["tags"]["http.url"].endswith("%PATH(NQ)%")
    (setting,) = telemetry["accessLog"]["settings"]
    written = setting["format"]["json"].values()
    assert "%PATH(NQ)%" in written
    assert not any(word in text for text in written for word in ("(:PATH", "QUERY", "%PATH%"))


def test_without_a_collector_there_are_no_traces(render: Render) -> None:
    assert "tracing" not in find(render(), "EnvoyProxy")["telemetry"]


def test_patches_are_left_out_by_value(render: Render) -> None:
    for enabled in (True, False):
        manifests = render(GATEWAY, "default", {"patches.enabled": str(enabled).lower()})
        kinds = {manifest["kind"] for manifest in manifests}
        assert ("EnvoyPatchPolicy" in kinds) is enabled


@pytest.mark.parametrize(
    ("key", "value"),
    [("service.type", "Ingress"), ("limits.requests", "0"), ("timeouts.answer", "long")],
)
def test_a_value_that_cannot_be_meant_is_refused(helm: Helm, key: str, value: str) -> None:
    with pytest.raises(ChartError, match=key.partition(".")[2]):
        helm.template(GATEWAY, settings={key: value})
