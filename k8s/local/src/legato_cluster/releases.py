"""Envoy Gateway and Legato in the cluster, by Helm."""

from collections.abc import Mapping

from legato_cluster import envoy_gateway
from legato_cluster.cluster import Cluster
from legato_cluster.helm import Helm, Release
from legato_cluster.image_values import describe_legato, write_values
from legato_cluster.kubectl import Kubectl
from legato_cluster.tools import Tools
from legato_cluster.waiting import wait_ready
from legato_local.files import write_atomically
from legato_local.progress import Reporter

NAME = "legato"
"""Of the release, and of its namespace."""


class Releases:
    """What `up` installs, in this order."""

    def __init__(self, cluster: Cluster, kubectl: Kubectl, tools: Tools) -> None:
        self._cluster = cluster
        self._kubectl = kubectl
        self._tools = tools

    async def ensure(self, images: Mapping[str, str], reporter: Reporter) -> None:
        """Install or bring up to date; return when everything is ready.

        `images` are full names by short ones. Raises `ClusterError` that says what is not ready.
        """
        helm = Helm(await self._tools.ensure("helm") / "helm", self._cluster, self._kubectl)
        await self._ensure_gateway(helm, images["envoy-gateway"], reporter)
        values = self._cluster.state / "images-values.yaml"
        write_values(values, describe_legato(images))
        with reporter.step("release legato"):
            await helm.ensure(describe_release(self._cluster))
        with reporter.step("pods") as step:
            namespaces = (NAME, envoy_gateway.NAMESPACE)
            await wait_ready(self._kubectl, namespaces, step, self._cluster.log("not-ready"))

    async def _ensure_gateway(self, helm: Helm, image: str, reporter: Reporter) -> None:
        with reporter.step("Envoy Gateway"):
            source = await self._tools.locate("envoy-gateway", envoy_gateway.MODULE)
            definitions = envoy_gateway.describe_definitions(source)
            applied = self._cluster.definitions
            if not applied.exists() or applied.read_text() != definitions.digest:
                await self._kubectl.apply(await helm.render(definitions))
                write_atomically(applied, definitions.digest)
            values = self._cluster.recipe / "envoy-gateway.yaml"
            work = self._cluster.state / "charts"
            await helm.ensure(envoy_gateway.describe_controller(source, work, image, values))


def describe_release(cluster: Cluster) -> Release:
    """Return the release of Legato: the umbrella chart, local sizes, the images of this clone."""
    chart = cluster.charts / "legato"
    values = (chart / "values-local.yaml", cluster.state / "images-values.yaml")
    return Release(NAME, NAME, chart, values)
