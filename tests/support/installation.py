"""A Legato in a cluster: its workloads, their pods, and what is done to them."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from legato_cluster.kubectl import Kubectl
from legato_cluster.settings import load_settings
from legato_cluster.tools import Tools
from legato_cluster.versions import read_versions
from tests.support.helm import Helm
from tests.support.waiting import until

ROLLOUT_SECONDS = 420.0
"""Until every pod of a workload is a new one, on a machine that is busy."""

GONE_SECONDS = 240.0
"""Until pods that were told to go are gone; Envoy lets its connections end first."""

LOOK_EVERY_SECONDS = 2.0
"""Pause between two looks by kubectl, each of which takes a core for a third of a second: without
it, what is measured is the looking."""

SYSTEM = "envoy-gateway-system"
"""Namespace of Envoy Gateway, and of the Envoys that it runs."""

STATEFUL = {"user-db", "music-db", "objects"}
"""Charts that make a StatefulSet."""

TEST_NAME = "legato-test"
"""How the names of clusters begin that tests may change, stop and delete."""

RELEASE = "legato"
"""Of the release that `up` makes, and its namespace."""


@dataclass(frozen=True)
class Workload:
    """A Deployment or StatefulSet by name and namespace, and the labels of its pods."""

    name: str
    namespace: str
    selector: str
    kind: str = "deployment"

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}"


@dataclass(frozen=True)
class Installation:
    """One release of Legato, and where it answers."""

    kubectl: Kubectl
    helm: Helm
    url: str

    @property
    def namespace(self) -> str:
        """Where everything is but the Envoys."""
        return self.helm.namespace

    def workload(self, name: str) -> Workload:
        """Return the workload of a chart, or of `<chart>-<worker>`."""
        kind = "statefulset" if name in STATEFUL else "deployment"
        chart, component = ("music", "importer") if name == "music-importer" else (name, "server")
        label = "app.kubernetes.io/"
        selector = f"{label}name={chart},{label}component={component}"
        return Workload(name, self.namespace, selector, kind)

    async def envoy(self) -> Workload:
        """Return the Deployment that Envoy Gateway made for the release's Gateway."""
        (found,) = await self.envoys()
        return found

    async def envoys(self) -> Sequence[Workload]:
        """Return the same while it is there, nothing otherwise."""
        owner = "gateway.envoyproxy.io/owning-gateway"
        selector = f"{owner}-namespace={self.namespace},{owner}-name=gateway"
        words = ("--namespace", SYSTEM, "--selector", selector)
        found = await self.kubectl.list("deployments", *words)
        return [Workload(one["metadata"]["name"], SYSTEM, selector) for one in found]

    async def pods(self, workload: Workload) -> Sequence[Mapping[str, Any]]:
        """Return all pods of a workload, those that are going as well."""
        words = ("--namespace", workload.namespace, "--selector", workload.selector)
        return await self.kubectl.list("pods", *words)

    async def names(self, workload: Workload) -> set[str]:
        """Return the names of its pods."""
        return {pod["metadata"]["name"] for pod in await self.pods(workload)}

    async def restart(self, *workloads: Workload) -> None:
        """Replace every pod of the workloads, all at the same time."""
        before = [await self.names(workload) for workload in workloads]
        for workload in workloads:
            await self._demand(workload, "rollout", "restart", str(workload))
        await asyncio.gather(*map(self.settle, workloads))
        after = [await self.names(workload) for workload in workloads]
        assert not any(old & new for old, new in zip(before, after, strict=True))

    async def scale(self, workload: Workload, replicas: int) -> None:
        """Run so many pods of a workload, and wait until it does."""
        await self.resize(workload, replicas)
        await self.settle(workload)
        assert len(await self.pods(workload)) == replicas

    async def resize(self, workload: Workload, replicas: int) -> None:
        """Say how many pods of a workload there are to be."""
        await self._demand(workload, "scale", str(workload), f"--replicas={replicas}")

    async def settle(self, workload: Workload) -> None:
        """Wait until a workload is as it should be, and pods that were to go are gone."""
        await self._demand(
            workload,
            "rollout",
            "status",
            str(workload),
            f"--timeout={ROLLOUT_SECONDS:.0f}s",
            within=ROLLOUT_SECONDS + 30,
        )

        async def all_stay() -> bool:
            pods = await self.pods(workload)
            return not any("deletionTimestamp" in pod["metadata"] for pod in pods)

        what = f"the end of old pods of {workload}"
        await until(all_stay, what, GONE_SECONDS, every=LOOK_EVERY_SECONDS)

    async def read(self, workload: Workload, pod: str, port: int, path: str) -> str:
        """Return what a pod answers on a port that only the cluster reaches."""
        place = f"/api/v1/namespaces/{workload.namespace}/pods/{pod}:{port}/proxy{path}"
        return await self.kubectl.demand("get", "--raw", place)

    async def _demand(self, workload: Workload, *words: str, within: float = 60.0) -> str:
        return await self.kubectl.demand("--namespace", workload.namespace, *words, within=within)


def is_for_tests() -> bool:
    """Whether the settings name a cluster that tests may change, stop and delete."""
    return os.environ.get("LEGATO_CLUSTER_NAME", "").startswith(TEST_NAME)


async def find_installation() -> Installation:
    """Return the release that `up` made in the cluster of the settings; builds no program."""
    cluster = load_settings().cluster
    tools = Tools(cluster, read_versions(cluster.root), None)
    program = await tools.ensure("helm") / "helm"
    chart = cluster.charts / "legato"
    helm = Helm(program, cluster.kubeconfig, RELEASE, RELEASE, chart)
    return Installation(Kubectl.of(cluster), helm, cluster.url)
