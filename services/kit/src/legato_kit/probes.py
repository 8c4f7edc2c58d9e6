"""Probes and metrics, on a port that the gateway does not route."""

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


class Readiness:
    """Whether this process wants requests.

    It knows nothing of databases, caches or peers: a service whose peer is away answers with
    what it has, and says so request by request.
    """

    def __init__(self) -> None:
        self._ready = False

    def set_ready(self) -> None:
        """Begin to want requests."""
        self._ready = True

    def set_draining(self) -> None:
        """Want no new requests from now on."""
        self._ready = False

    @property
    def is_ready(self) -> bool:
        """Whether requests are wanted now."""
        return self._ready


def create_probe_app(readiness: Readiness, registry: CollectorRegistry) -> Starlette:
    """Return the app that answers /livez, /readyz and /metrics."""

    async def livez(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(_: Request) -> Response:
        if readiness.is_ready:
            return PlainTextResponse("ready\n")
        return PlainTextResponse("starting or draining\n", 503)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return Starlette(
        routes=[Route("/livez", livez), Route("/readyz", readyz), Route("/metrics", metrics)]
    )
