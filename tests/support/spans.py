"""A receiver of OTLP over HTTP, and the spans that it got."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span as WireSpan

from tests.support.upstream import Upstream

EXPORT_PATH = "/v1/traces"


@dataclass(frozen=True)
class Span:
    """One span as it was exported; ids in hex, `parent` empty for the root of a trace."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    attributes: Mapping[str, str]

    @property
    def system(self) -> str | None:
        """The database or cache that the span is a call to."""
        return self.attributes.get("db.system.name")


class Collector(Upstream):
    """Takes every export, and finds the spans of a trace among them."""

    def __init__(self, port: int) -> None:
        super().__init__("collector", port)

    @property
    def url(self) -> str:
        """What exporters are told."""
        return f"http://127.0.0.1:{self.port}"

    def spans(self, trace: str) -> Sequence[Span]:
        """Return what has arrived of a trace so far."""
        return [span for span in self._all() if span.trace == trace]

    def _all(self) -> Iterator[Span]:
        for arrival in self.arrivals:
            if arrival.path == EXPORT_PATH:
                yield from _parse(bytes(arrival.body))


def _parse(body: bytes) -> Iterator[Span]:
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        service = _attributes(resource.resource.attributes)["service.name"]
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield _span(service, span)


def _span(service: str, span: WireSpan) -> Span:
    return Span(
        service=service,
        name=span.name,
        trace=span.trace_id.hex(),
        id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        attributes=_attributes(span.attributes),
    )


def _attributes(pairs: Sequence[KeyValue]) -> Mapping[str, str]:
    """Values as text; numbers and truths in the form in which protobuf shows them."""
    return {pair.key: pair.value.string_value or str(pair.value).strip() for pair in pairs}
