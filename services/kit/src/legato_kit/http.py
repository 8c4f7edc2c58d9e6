"""Calls to other services: the trace, the request id and what is left of the deadline go along."""

import httpx

from legato_kit.requests import REQUEST_ID_HEADER, TIMEOUT_HEADER, request_id, seconds_left
from legato_kit.telemetry import Telemetry

CALL_SECONDS = 2.0
"""Longest call when the request at hand has more time left."""

MAX_CONNECTIONS = 32


def build_http_client(telemetry: Telemetry) -> httpx.AsyncClient:
    """Return the process's one client; close it at the end."""

    async def pass_on(request: httpx.Request) -> None:
        request.headers.update(telemetry.outgoing_headers())
        if request_id():
            request.headers[REQUEST_ID_HEADER] = request_id()
        request.headers[TIMEOUT_HEADER] = str(int(seconds_left(CALL_SECONDS) * 1000))

    return httpx.AsyncClient(
        timeout=CALL_SECONDS,
        limits=httpx.Limits(max_connections=MAX_CONNECTIONS),
        event_hooks={"request": [pass_on]},
        # Peers are named by settings; a proxy of the environment has no say between services.
        trust_env=False,
    )
