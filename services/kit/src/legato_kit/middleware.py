"""What happens to every request: id, trace, deadline, size limit, metrics, one problem at most."""

import asyncio
import time
from collections.abc import Collection
from http import HTTPStatus

import structlog
from opentelemetry.trace import Span, Status, StatusCode
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from legato_kit.errors import DeadlineExceededError, PayloadTooLargeError
from legato_kit.metrics import Metrics
from legato_kit.problems import legato_error_response, problem_response
from legato_kit.requests import (
    REQUEST_ID_HEADER,
    TIMEOUT_HEADER,
    accept_request_id,
    parse_timeout,
    request_scope,
)
from legato_kit.telemetry import Telemetry, current_trace_id

MAX_BODY_BYTES = 1024 * 1024
"""Largest body of a route that does not stream: the same as at the gateway."""


class RequestMiddleware:
    """Wraps the app; `streaming_paths` are free of the deadline and of the body limit."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        metrics: Metrics,
        telemetry: Telemetry,
        longest_seconds: float,
        streaming_paths: Collection[str] = (),
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._telemetry = telemetry
        self._longest_seconds = longest_seconds
        self._streaming_paths = frozenset(streaming_paths)
        self._log = structlog.get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        identifier = accept_request_id(headers.get(REQUEST_ID_HEADER))
        streams = scope["method"] == "POST" and scope["path"] in self._streaming_paths
        seconds = parse_timeout(headers.get(TIMEOUT_HEADER), self._longest_seconds)
        with (
            request_scope(identifier, None if streams else seconds),
            self._telemetry.server_span(scope["method"], headers.get("traceparent")) as span,
            structlog.contextvars.bound_contextvars(
                request_id=identifier, trace_id=current_trace_id()
            ),
        ):
            exchange = _Exchange(scope, receive, send, identifier)
            try:
                await self._answer(exchange, headers, None if streams else seconds)
            finally:
                self._report(exchange, span)

    async def _answer(self, exchange: "_Exchange", headers: Headers, seconds: float | None) -> None:
        """Run the app; whatever it raises becomes one problem document."""
        try:
            if seconds is not None:
                exchange.limit_body(headers.get("content-length"))
            async with asyncio.timeout(seconds):
                await self._app(exchange.scope, exchange.receive, exchange.send)
        except PayloadTooLargeError as error:
            await legato_error_response(error)(exchange.scope, exchange.receive, exchange.send)
        except TimeoutError:
            if exchange.status is not None:
                raise
            late = DeadlineExceededError("the answer took too long")
            await legato_error_response(late)(exchange.scope, exchange.receive, exchange.send)
        except Exception:
            self._log.exception("request failed by a defect")
            if exchange.status is not None:
                raise
            answer = problem_response(
                HTTPStatus.INTERNAL_SERVER_ERROR,
                "a defect on our side; the request id finds it in the logs",
            )
            await answer(exchange.scope, exchange.receive, exchange.send)

    def _report(self, exchange: "_Exchange", span: Span) -> None:
        method, route, status = exchange.scope["method"], exchange.route, exchange.status or 0
        elapsed = time.perf_counter() - exchange.started
        self._metrics.request_duration.labels(method, route, str(status)).observe(elapsed)
        if span.is_recording():
            span.update_name(f"{method} {route}")
            span.set_attribute("http.request.method", method)
            span.set_attribute("http.route", route)
            span.set_attribute("http.response.status_code", status)
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                span.set_status(Status(StatusCode.ERROR))
        # The gateway logs every request; here only what went wrong is news.
        went_wrong = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        report = self._log.warning if went_wrong else self._log.debug
        report("request", method=method, route=route, status=status, seconds=round(elapsed, 4))


class _Exchange:
    """One request and its answer as they pass through."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, identifier: str) -> None:
        self.scope = scope
        self.status: int | None = None
        self.started = time.perf_counter()
        self._receive = receive
        self._send = send
        self._identifier = identifier
        self._limited = False
        self._received = 0

    @property
    def route(self) -> str:
        """Path template of the route that answered."""
        return getattr(self.scope.get("route"), "path", "unmatched")

    def limit_body(self, announced: str | None) -> None:
        """Refuse a body announced too large now, and any other as soon as it grows so."""
        self._limited = True
        if announced is not None and announced.isdigit() and int(announced) > MAX_BODY_BYTES:
            raise PayloadTooLargeError(_TOO_LARGE)

    async def receive(self) -> Message:
        """Pass a part of the body on (ASGI)."""
        message = await self._receive()
        if self._limited and message["type"] == "http.request":
            self._received += len(message.get("body", b""))
            if self._received > MAX_BODY_BYTES:
                # The framework lets only its own error class through while it reads a body.
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TOO_LARGE)
        return message

    async def send(self, message: Message) -> None:
        """Pass a part of the answer on, with the request id (ASGI)."""
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            MutableHeaders(scope=message)[REQUEST_ID_HEADER] = self._identifier
        await self._send(message)


_TOO_LARGE = f"a body may hold {MAX_BODY_BYTES} bytes at most"
