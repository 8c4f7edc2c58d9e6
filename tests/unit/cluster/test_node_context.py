"""What the images of a node are built from."""

from pathlib import Path

import pytest

from legato_cluster.components import Component, describe_components
from legato_cluster.node_context import (
    adapt_containerd,
    prepare_component,
    prepare_node,
    read_storage_manifest,
)
from legato_cluster.versions import read_versions

ROOT = Path(__file__).resolve().parents[3]

CONTAINERD = """version = 2
  # use fixed sandbox image
  sandbox_image = "registry.k8s.io/pause:3.10"
  restrict_oom_score_adj = false
"""

STORAGE = """package nodeimage
const storageProvisionerImage = "docker.io/x"
const defaultStorageManifest = `
image: ` + storageProvisionerImage + `
helper: ` + storageHelperImage + `
`
"""


@pytest.fixture
def kind(tmp_path: Path) -> Path:
    """The source of the kind module, as the module cache has it: not to be written to."""
    source = tmp_path / "kind"
    for name, text in {
        "images/base/files/etc/containerd/config.toml": CONTAINERD,
        "images/base/files/usr/local/bin/entrypoint": "#!/bin/bash",
        "pkg/build/nodeimage/const_storage.go": STORAGE,
    }.items():
        file = source / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(0o444)
    return source


@pytest.fixture
def programs(tmp_path: Path) -> dict[str, Path]:
    built = {
        "containerd": ("containerd", "ctr"),
        "crictl": ("crictl",),
        "runc": ("runc",),
        "cni": ("ptp",),
        "kubernetes": ("kubelet", "kubeadm", "kubectl", "kube-proxy"),
    }
    for module, names in built.items():
        (tmp_path / "bin" / module).mkdir(parents=True)
        for name in names:
            (tmp_path / "bin" / module / name).write_text(name)
    return {module: tmp_path / "bin" / module for module in built}


def test_containerd_is_told_of_the_pause_image_and_of_the_host() -> None:
    adapted = adapt_containerd(CONTAINERD, "registry.k8s.io/pause:3.10.2")
    assert '  sandbox_image = "registry.k8s.io/pause:3.10.2"\n' in adapted
    assert "restrict_oom_score_adj = true" in adapted
    assert "# use fixed sandbox image" in adapted


def test_a_node_gets_every_program_where_kind_expects_it(
    tmp_path: Path, kind: Path, programs: dict[str, Path]
) -> None:
    context = tmp_path / "context"
    prepare_node(context, kind, programs, "pause:1")
    found = {str(path.relative_to(context)) for path in context.rglob("*") if path.is_file()}
    assert found == {
        "bin/containerd", "bin/crictl", "bin/ctr", "cni/ptp", "sbin/runc",
        "kubernetes/kubeadm", "kubernetes/kubectl", "kubernetes/kubelet",
        "files/etc/containerd/config.toml", "files/usr/local/bin/entrypoint",
    }  # fmt: skip
    assert '"pause:1"' in (context / "files/etc/containerd/config.toml").read_text()


def test_a_component_is_called_by_its_name_and_by_what_the_image_starts(
    tmp_path: Path, programs: dict[str, Path]
) -> None:
    component = Component("x:1", "kubernetes", {"kube-proxy": "kube-proxy"})
    prepare_component(tmp_path / "context", component, programs["kubernetes"], tmp_path)
    for name in ("start", "kube-proxy"):
        assert (tmp_path / "context" / name).read_text() == "kube-proxy"


def test_volumes_are_made_by_the_image_that_is_there(kind: Path) -> None:
    assert read_storage_manifest(kind, "ours:1") == "\nimage: ours:1\nhelper: ours:1\n"


def test_the_images_have_the_names_that_kubeadm_asks_for() -> None:
    versions = read_versions(ROOT)
    names = {component.reference for component in describe_components(versions)}
    version = versions.kubernetes
    assert {name for name in names if not name.startswith("localhost/")} == {
        f"registry.k8s.io/kube-apiserver:{version}",
        f"registry.k8s.io/kube-controller-manager:{version}",
        f"registry.k8s.io/kube-scheduler:{version}",
        f"registry.k8s.io/kube-proxy:{version}",
        f"registry.k8s.io/etcd:{versions.node['etcd']}",
        f"registry.k8s.io/coredns/coredns:{versions.node['coredns']}",
    }
