"""Requests reach every pod, and none of them much more often than another."""

from collections.abc import Mapping

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.cluster.conftest import Bear
from tests.support.installation import Installation, Workload

pytestmark = pytest.mark.kind

LOAD_SECONDS = 40.0
"""Some 2000 requests."""

MOST_APART = 1.5
"""How often the busiest pod of a service may be asked for each request to the idlest."""

LEAST_SHARE = 0.2
"""Of all requests, for each of two Envoys. New connections are dealt out evenly, and are half of
the load; the other half stays on the few connections that it keeps, wherever these have ended."""

PROBE_PORT, ENVOY_PORT = 8081, 19001

Counts = Mapping[str, float]
"""Requests by pod, or connections."""


def total(metrics: str, name: str) -> float:
    """Return the sum of all samples called `name`."""
    families = text_string_to_metric_families(metrics)
    samples = (sample for family in families for sample in family.samples)
    return sum(sample.value for sample in samples if sample.name == name)


async def read_totals(
    installation: Installation, workload: Workload, port: int, path: str, name: str
) -> Counts:
    """Return what each pod of a workload says of itself."""
    return {
        pod: total(await installation.read(workload, pod, port, path), name)
        for pod in await installation.names(workload)
    }


async def count_lines(installation: Installation, workload: Workload) -> Counts:
    """Return how many requests each pod of nginx has logged."""
    words = ("--namespace", workload.namespace, "logs", "--tail=-1")
    return {
        pod: (await installation.kubectl.demand(*words, pod)).count('"path":"/media/')
        for pod in await installation.names(workload)
    }


async def count_all(installation: Installation) -> Mapping[str, Counts]:
    """Return requests of each service's pods, and requests and connections of the Envoys."""
    user, music = installation.workload("user"), installation.workload("music")
    envoy, stats = await installation.envoy(), "/stats/prometheus"
    answered = "http_request_duration_seconds_count"
    received, accepted = "envoy_http_downstream_rq_total", "envoy_listener_downstream_cx_total"
    return {
        "user": await read_totals(installation, user, PROBE_PORT, "/metrics", f"user_{answered}"),
        "music": await read_totals(
            installation, music, PROBE_PORT, "/metrics", f"music_{answered}"
        ),
        "media": await count_lines(installation, installation.workload("media")),
        "requests": await read_totals(installation, envoy, ENVOY_PORT, stats, received),
        "connections": await read_totals(installation, envoy, ENVOY_PORT, stats, accepted),
    }


def grown(before: Counts, after: Counts) -> Counts:
    """Return by how much each count has grown."""
    assert before.keys() == after.keys()
    return {pod: after[pod] - before[pod] for pod in after}


def apart(counts: Counts) -> float:
    """Return how many times the greatest count is the least."""
    return max(counts.values()) / max(min(counts.values()), 1)


async def test_requests_spread_over_the_pods_of_each_service_and_over_both_envoys(
    installation: Installation, bear: Bear
) -> None:
    before = await count_all(installation)
    async with bear() as load:
        await load.until(LOAD_SECONDS)
    after = await count_all(installation)
    counts = {name: grown(before[name], after[name]) for name in after}
    assert {name: len(pods) for name, pods in counts.items()} == dict.fromkeys(counts, 2)
    assert [
        name for name in ("user", "music", "media") if apart(counts[name]) > MOST_APART
    ] == [], counts
    assert apart(counts["connections"]) <= MOST_APART, counts
    shares = counts["requests"]
    assert min(shares.values()) >= LEAST_SHARE * sum(shares.values()), counts
    assert load.failures() == []
