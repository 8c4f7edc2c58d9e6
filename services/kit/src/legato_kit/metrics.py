"""Prometheus metrics of one service: requests by route, pools, cache."""

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

DURATION_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


Gauges = Mapping[tuple[str, str], float]
"""Readings by (pool, state)."""


class Metrics:
    """A registry of its own and the metrics that every service has; `service` is their prefix."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.registry = CollectorRegistry()
        self.request_duration = Histogram(
            "http_request_duration_seconds",
            "Time to answer, by route template and status; its count is the rate.",
            ("method", "route", "status"),
            namespace=service,
            registry=self.registry,
            buckets=DURATION_BUCKETS,
        )
        self.cache_operations = Counter(
            "cache_operations",
            "Cache calls by operation and outcome (hit, miss, ok, error).",
            ("operation", "outcome"),
            namespace=service,
            registry=self.registry,
        )

    def observe_gauges(self, name: str, help_text: str, read: Callable[[], Gauges]) -> None:
        """Register gauges that are read at scrape time, one per label value."""
        self.registry.register(_GaugeReader(f"{self.service}_{name}", help_text, read))


class _GaugeReader(Collector):
    def __init__(self, name: str, help_text: str, read: Callable[[], Gauges]) -> None:
        self._name = name
        self._help = help_text
        self._read = read

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily(self._name, self._help, labels=("pool", "state"))
        for labels, value in self._read().items():
            family.add_metric(labels, value)
        yield family
