"""The images that Kubernetes itself runs, where none can be pulled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from legato_cluster.versions import Versions

REGISTRY = "registry.k8s.io"
"""What kubeadm names its images by; they are made here under those names."""


@dataclass(frozen=True)
class Component:
    """One image: programs of a module, by their name when built and in the image.

    `needs_system` says that a program calls others; else the image holds nothing besides.
    """

    reference: str
    module: str
    programs: Mapping[str, str]
    needs_system: bool = False
    scripts: Sequence[str] = field(default=())

    @property
    def start(self) -> str:
        """Name of the program that the image starts."""
        return self.scripts[0] if self.scripts else next(iter(self.programs.values()))


def describe_components(versions: Versions) -> Sequence[Component]:
    """Return what kubeadm asks for, and what the nodes start by manifests of their own."""
    node = versions.node
    control_plane = ("kube-apiserver", "kube-controller-manager", "kube-scheduler")
    return (
        *(
            Component(f"{REGISTRY}/{name}:{versions.kubernetes}", "kubernetes", {name: name})
            for name in control_plane
        ),
        Component(
            f"{REGISTRY}/kube-proxy:{versions.kubernetes}",
            "kubernetes",
            {"kube-proxy": "kube-proxy"},
            needs_system=True,
        ),
        Component(
            f"{REGISTRY}/etcd:{node['etcd']}", "etcd", {"server": "etcd", "etcdctl": "etcdctl"}
        ),
        Component(
            f"{REGISTRY}/coredns/coredns:{node['coredns']}", "coredns", {"coredns": "coredns"}
        ),
        Component(
            storage_image(),
            "local-path-provisioner",
            {"local-path-provisioner": "local-path-provisioner"},
            needs_system=True,
        ),
        Component(
            "localhost/legato/node-network:local",
            "kubernetes",
            {"kubectl": "kubectl"},
            needs_system=True,
            scripts=("node-network.sh",),
        ),
    )


def pause_image(versions: Versions) -> str:
    """Return the image that holds a pod's namespaces."""
    return f"{REGISTRY}/pause:{versions.node['pause']}"


def storage_image() -> str:
    """Return the image that makes volumes."""
    return "localhost/legato/local-path-provisioner:local"
