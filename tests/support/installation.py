"""A Legato in a cluster: its workloads, their pods, and what is done to them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from legato_cluster.kubectl import Kubectl
from tests.support.helm import Helm
from tests.support.waiting import until

ROLLOUT_SECONDS = 420.0
"""Until every pod of a workload is a new one, on a machine that is busy."""

GONE_SECONDS = 240.0
"""Until pods that were told to go are gone; Envoy lets its connections end first."""

SYSTEM = "envoy-gateway-system"
"""Namespace of Envoy Gateway, and of the Envoys that it runs."""

SERVER = "app.kubernetes.io/component=server"


@dataclass(frozen=True)
class Workload:
    """A Deployment by its name and namespace, and the labels of its pods."""

    name: str
    namespace: str
    selector: str

    def __str__(self) -> str:
        return self.name


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
        """Return the Deployment of one of Legato's charts."""
        return Workload(name, self.namespace, f"app.kubernetes.io/name={name},{SERVER}")

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
            await self._demand(workload, "rollout", "restart", f"deployment/{workload}")
        await asyncio.gather(*map(self.settle, workloads))
        after = [await self.names(workload) for workload in workloads]
        assert not any(old & new for old, new in zip(before, after, strict=True))

    async def scale(self, workload: Workload, replicas: int) -> None:
        """Run so many pods of a workload."""
        await self._demand(workload, "scale", f"deployment/{workload}", f"--replicas={replicas}")
        await self.settle(workload)
        assert len(await self.pods(workload)) == replicas

    async def settle(self, workload: Workload) -> None:
        """Wait until a workload is as it should be, and pods that were to go are gone."""
        await self._demand(
            workload,
            "rollout",
            "status",
            f"deployment/{workload}",
            f"--timeout={ROLLOUT_SECONDS:.0f}s",
            within=ROLLOUT_SECONDS + 30,
        )

        async def all_stay() -> bool:
            pods = await self.pods(workload)
            return not any("deletionTimestamp" in pod["metadata"] for pod in pods)

        await until(all_stay, f"the end of old pods of {workload}", GONE_SECONDS)

    async def read(self, workload: Workload, pod: str, port: int, path: str) -> str:
        """Return what a pod answers on a port that only the cluster reaches."""
        place = f"/api/v1/namespaces/{workload.namespace}/pods/{pod}:{port}/proxy{path}"
        return await self.kubectl.demand("get", "--raw", place)

    async def _demand(self, workload: Workload, *words: str, within: float = 60.0) -> str:
        return await self.kubectl.demand("--namespace", workload.namespace, *words, within=within)
