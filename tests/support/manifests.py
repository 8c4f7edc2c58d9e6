"""Reading manifests: their workloads, what those ask of a machine, and whom they name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Manifest = dict[str, Any]

UNITS = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "k": 10**3, "M": 10**6, "G": 10**9, "m": 1e-3}

ENVOYS = "EnvoyProxy"
"""Kind from which Envoy Gateway makes the Deployment of the Envoys."""


@dataclass(frozen=True)
class Workload:
    """The pods of one manifest."""

    name: str
    kind: str
    replicas: int
    spec: Manifest

    @property
    def containers(self) -> Sequence[Manifest]:
        """Those of a pod, the initial ones first."""
        return [*self.spec.get("initContainers", []), *self.spec["containers"]]

    def total(self, kind: str, resource: str) -> float:
        """Return what all pods have as `requests` or `limits`: bytes or cores.

        Initial containers run one after another, before the others and in their room.
        """
        running = sum(_amount(each, kind, resource) for each in self.spec["containers"])
        initial = [_amount(each, kind, resource) for each in self.spec.get("initContainers", [])]
        return self.replicas * max([running, *initial])


def find_workloads(manifests: Sequence[Manifest]) -> list[Workload]:
    """Return those of Deployments and StatefulSets, and pods that tests are."""
    found = []
    for manifest in manifests:
        name, kind = manifest["metadata"]["name"], manifest["kind"]
        if kind in {"Deployment", "StatefulSet"}:
            spec = manifest["spec"]
            pod = spec["template"]["spec"]
            found.append(Workload(name, kind, spec.get("replicas", 1), pod))
        elif kind == "Pod":
            found.append(Workload(name, kind, 0, manifest["spec"]))
    return found


def find_envoys(manifests: Sequence[Manifest]) -> list[Workload]:
    """Return what Envoy Gateway runs for them; of containers only what the charts say."""
    found = []
    for manifest in manifests:
        if manifest["kind"] == ENVOYS:
            deployment = manifest["spec"]["provider"]["kubernetes"]["envoyDeployment"]
            beside = deployment["patch"]["value"]["spec"]["template"]["spec"]["containers"]
            containers = {"containers": [deployment["container"], *beside]}
            name = manifest["metadata"]["name"]
            found.append(Workload(name, ENVOYS, deployment["replicas"], containers))
    return found


def parse_quantity(text: str | float) -> float:
    """Return a quantity as Kubernetes writes it, in bytes or cores."""
    for unit, factor in UNITS.items():
        if str(text).endswith(unit):
            return float(str(text).removesuffix(unit)) * factor
    return float(text)


def named_secrets(node: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield each Secret that a part of a manifest asks for by name."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"secretKeyRef", "secretRef"}:
                yield value["name"]
            elif key == "secretName":
                yield value
            elif key in {"certificateRef", "clientCertificateRef"}:
                yield value["name"]
            else:
                yield from named_secrets(value)
    elif isinstance(node, list):
        for value in node:
            yield from named_secrets(value)


def _amount(container: Manifest, kind: str, resource: str) -> float:
    return parse_quantity(container.get("resources", {}).get(kind, {}).get(resource, 0))
