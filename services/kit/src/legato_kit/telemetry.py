"""Traces: W3C context in and out, spans exported over OTLP when an address is set."""

from contextlib import AbstractContextManager, nullcontext

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import (
    INVALID_SPAN,
    INVALID_SPAN_CONTEXT,
    NoOpTracer,
    Span,
    SpanKind,
    Tracer,
    get_current_span,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

EXPORT_TIMEOUT_SECONDS = 5
"""How long one export may take before its spans are given up."""

Attributes = dict[str, str | int | float | bool]


class Telemetry:
    """The process's tracer; without an address spans cost next to nothing and go nowhere."""

    def __init__(self, service: str, otlp_endpoint: str | None) -> None:
        self._propagator = TraceContextTextMapPropagator()
        self._provider: TracerProvider | None = None
        self._tracer: Tracer = NoOpTracer()
        if otlp_endpoint is not None:
            exporter = OTLPSpanExporter(
                f"{otlp_endpoint.rstrip('/')}/v1/traces", timeout=EXPORT_TIMEOUT_SECONDS
            )
            self._provider = TracerProvider(resource=Resource({SERVICE_NAME: service}))
            self._provider.add_span_processor(BatchSpanProcessor(exporter))
            self._tracer = self._provider.get_tracer("legato_kit")

    def server_span(self, name: str, traceparent: str | None) -> AbstractContextManager[Span]:
        """Open the span of a request, under its caller's when `traceparent` names one."""
        carrier = {} if traceparent is None else {"traceparent": traceparent}
        parent = self._propagator.extract(carrier, Context())
        return self._tracer.start_as_current_span(name, parent, SpanKind.SERVER)

    def client_span(self, name: str, attributes: Attributes) -> AbstractContextManager[Span]:
        """Open a span for a call to a server of ours; there is none when it would go nowhere."""
        if self._provider is None:
            return nullcontext(INVALID_SPAN)
        return self._tracer.start_as_current_span(name, kind=SpanKind.CLIENT, attributes=attributes)

    def outgoing_headers(self) -> dict[str, str]:
        """Return the headers that carry the current trace to the next hop."""
        carrier: dict[str, str] = {}
        self._propagator.inject(carrier)
        return carrier

    def close(self) -> None:
        """Export what is buffered and stop."""
        if self._provider is not None:
            self._provider.shutdown()


def current_trace_id() -> str | None:
    """Return the current trace id in hex, or None outside of a trace."""
    context = get_current_span().get_span_context()
    if context == INVALID_SPAN_CONTEXT or not context.is_valid:
        return None
    return f"{context.trace_id:032x}"
