"""What a service says of itself on its probe port."""

import httpx

from tests.support.deadlines import REQUEST_SECONDS


async def read_counter(probe_port: int, name: str) -> float:
    """Return one counter, `name` with its labels; 0 when nothing was counted yet."""
    async with httpx.AsyncClient(timeout=REQUEST_SECONDS) as client:
        answer = await client.get(f"http://127.0.0.1:{probe_port}/metrics")
    for line in answer.raise_for_status().text.splitlines():
        found, _, value = line.rpartition(" ")
        if found == name:
            return float(value)
    return 0.0
