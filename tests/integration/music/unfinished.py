"""What uploads leave in a store before they are finished, which no listing shows."""

from pathlib import Path

import httpx
import pytest

from legato_local.parts.seaweedfs import SeaweedFS
from tests.integration.music.conftest import BUCKET


async def holds_any(request: pytest.FixtureRequest, objects_uri: str, tmp_path: Path) -> bool:
    """Whether the store holds an upload, or a part of one that no listing shows."""
    if objects_uri.startswith("file:"):
        return any((tmp_path / "objects" / "uploads").glob("*"))
    return await holds_parts(request.getfixturevalue("seaweedfs"))


async def holds_parts(seaweedfs: SeaweedFS) -> bool:
    """Whether an S3 upload is unfinished, by what the server keeps beside the objects."""
    folder = f"http://127.0.0.1:{seaweedfs.ports['filer http']}/buckets/{BUCKET}/.uploads/"
    async with httpx.AsyncClient(headers={"Accept": "application/json"}) as client:
        answer = await client.get(folder)
    return answer.status_code == httpx.codes.OK and bool(answer.json()["Entries"])
