"""Figures that a gateway keeps of itself."""

import httpx

from legato_local.parts.envoy import Envoy
from tests.support.deadlines import REQUEST_SECONDS


async def counter(envoy: Envoy, name: str) -> int:
    """Return one counter or gauge; 0 when it does not exist yet."""
    transport = httpx.AsyncHTTPTransport(uds=str(envoy.admin_socket))
    async with httpx.AsyncClient(transport=transport, timeout=REQUEST_SECONDS) as admin:
        filters = {"filter": f"^{name}$", "format": "json"}
        answer = await admin.get("http://envoy/stats", params=filters)
    stats = answer.raise_for_status().json()["stats"]
    return next((stat["value"] for stat in stats if stat.get("name") == name), 0)
