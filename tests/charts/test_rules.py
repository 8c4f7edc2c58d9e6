"""The repository's own rules for what runs in a cluster."""

from collections import Counter

import pytest

from tests.charts.conftest import CHARTS, UMBRELLA, VALUES_FILES, Manifest, Render
from tests.support.manifests import Workload, find_envoys, find_workloads, named_secrets

GIBIBYTE = 2**30

LOCAL_MEMORY = 12 * GIBIBYTE
"""Most that all containers of the local profile may take together."""

LOCAL_CORES = 1.5
"""Most cores that the local profile may ask for."""

MOST_LINES = 40
"""Of a chart, beside what every chart has: values and templates."""

RESTRICTED = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}

REPLACED = {"user-cache", "music-cache"}
"""Of these there is one pod, so two would each hold a half of what is cached."""

each_profile = pytest.mark.parametrize("profile", VALUES_FILES)


def workloads(render: Render, profile: str) -> list[Workload]:
    found = find_workloads(render(profile=profile))
    assert {"user", "music", "music-importer", "web", "media"} <= {each.name for each in found}
    return found


@each_profile
def test_containers_have_a_memory_limit_and_a_cpu_request_and_no_cpu_limit(
    render: Render, profile: str
) -> None:
    for workload in (*workloads(render, profile), *find_envoys(render(profile=profile))):
        for container in workload.containers:
            resources = container["resources"]
            assert "memory" in resources["limits"], workload
            assert "cpu" in resources["requests"], workload
            assert "cpu" not in resources["limits"], workload


@each_profile
def test_servers_have_probes(render: Render, profile: str) -> None:
    for workload in workloads(render, profile):
        if workload.kind != "Pod":
            for container in workload.spec["containers"]:
                assert {"livenessProbe", "readinessProbe"} <= set(container), workload


@each_profile
def test_pods_have_no_right_that_they_do_not_need(render: Render, profile: str) -> None:
    for workload in workloads(render, profile):
        pod = workload.spec
        assert pod["automountServiceAccountToken"] is False, workload
        assert pod["enableServiceLinks"] is False, workload
        assert pod["securityContext"]["runAsNonRoot"] is True, workload
        assert pod["securityContext"]["runAsUser"] == 10001, workload
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, workload
        for container in workload.containers:
            assert container["securityContext"] == RESTRICTED, workload


@each_profile
def test_rolling_updates_lose_nothing(render: Render, profile: str) -> None:
    for manifest in render(profile=profile):
        if is_a(manifest, "Deployment") and manifest["metadata"]["name"] not in REPLACED:
            rolling = manifest["spec"]["strategy"]["rollingUpdate"]
            assert rolling["maxUnavailable"] == 0
            pod = manifest["spec"]["template"]["spec"]
            (container,) = pod["containers"]
            pause = container["lifecycle"]["preStop"]["sleep"]["seconds"]
            assert 0 < pause < pod["terminationGracePeriodSeconds"]


@each_profile
def test_pods_leave_a_lost_node_after_ten_seconds(render: Render, profile: str) -> None:
    for workload in workloads(render, profile):
        if workload.kind == "Deployment":
            seconds = {
                toleration["key"].partition("/")[2]: toleration["tolerationSeconds"]
                for toleration in workload.spec["tolerations"]
                if toleration.get("effect") == "NoExecute"
            }
            assert seconds == {"not-ready": 10, "unreachable": 10}


@each_profile
def test_every_server_has_its_policy_and_budget(render: Render, profile: str) -> None:
    manifests = render(profile=profile)
    budgets = [
        m["spec"]["selector"]["matchLabels"] for m in manifests if is_a(m, "PodDisruptionBudget")
    ]
    policies = [
        m["spec"]["podSelector"]["matchLabels"] for m in manifests if is_a(m, "NetworkPolicy")
    ]
    for manifest in manifests:
        if manifest["kind"] in {"Deployment", "StatefulSet"}:
            labels = manifest["spec"]["template"]["metadata"]["labels"].items()
            assert any(budget.items() <= labels for budget in budgets), manifest["metadata"]
            assert any(policy.items() <= labels for policy in policies), manifest["metadata"]


@each_profile
def test_services_find_pods_and_route_no_probes(render: Render, profile: str) -> None:
    manifests = render(profile=profile)
    pods = [
        m["spec"]["template"]["metadata"]["labels"].items()
        for m in manifests
        if m["kind"] in {"Deployment", "StatefulSet"}
    ]
    for service in (m for m in manifests if is_a(m, "Service")):
        selector = service["spec"]["selector"].items()
        assert any(selector <= labels for labels in pods), service["metadata"]
        assert "probe" not in [port["name"] for port in service["spec"]["ports"]]


@each_profile
def test_every_secret_that_is_asked_for_is_made(render: Render, profile: str) -> None:
    manifests = render(profile=profile)
    made = {m["metadata"]["name"] for m in manifests if is_a(m, "Secret")}
    assert set(named_secrets(manifests)) <= made


@each_profile
def test_names_are_unique_and_nothing_outside_the_namespace_collides(
    render: Render, profile: str
) -> None:
    manifests = render(profile=profile)
    names = Counter((m["kind"], m["metadata"]["name"]) for m in manifests)
    assert names.most_common(1)[0][1] == 1
    wide = [m for m in manifests if "namespace" not in m["metadata"]]
    assert [m["kind"] for m in wide] == ["GatewayClass"]
    assert wide[0]["metadata"]["name"] == "legato-legato"


def test_the_local_profile_fits_a_machine_of_two_cores(render: Render) -> None:
    local = [*workloads(render, "local"), *find_envoys(render(profile="local"))]
    assert sum(each.total("limits", "memory") for each in local) <= LOCAL_MEMORY
    assert sum(each.total("requests", "cpu") for each in local) <= LOCAL_CORES


def test_images_follow_the_registry(render: Render) -> None:
    settings = {"global.imageRegistry": "registry.example/music"}
    for workload in find_workloads(render(UMBRELLA, "default", settings)):
        for container in workload.containers:
            assert container["image"].startswith("registry.example/music/legato/"), workload


@pytest.mark.parametrize("chart", ["user", "web"])
def test_a_chart_is_short(chart: str) -> None:
    files = [CHARTS / chart / "values.yaml", *(CHARTS / chart / "templates").iterdir()]
    lines = [line.strip() for file in files for line in file.read_text().splitlines()]
    assert len([line for line in lines if line and not line.startswith("#")]) <= MOST_LINES


def is_a(manifest: Manifest, kind: str) -> bool:
    return bool(manifest["kind"] == kind)
