"""Uploads through real processes: how much memory they take, and what a cut-off one leaves."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from legato_local.part import running
from legato_local.parts.service import Service
from music_service.settings import ImporterSettings, MusicSettings
from music_service.storage.objects import build_object_store
from tests.integration.music.conftest import Keys
from tests.integration.music.processes import build_importer, build_server
from tests.integration.music.unfinished import holds_any
from tests.support.deadlines import IMPORT_SECONDS, REQUEST_SECONDS
from tests.support.imports import outcome, reasons
from tests.support.waiting import until

pytestmark = pytest.mark.integration

MEBIBYTE = 1024 * 1024
BIG = 512
MOST_MEMORY = 64 * MEBIBYTE

HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n'
FRAME = b"\xff\xfb\x90\x64" + bytes(413)
"""Silence: MPEG audio, layer III, 128 kbit/s, 44.1 kHz, of 26 ms."""

FRAMES = FRAME * (MEBIBYTE // len(FRAME) + 1)

LEASE_SECONDS = 30.0

FORM = {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.fixture(params=["files", "s3"])
def objects_uri(request: pytest.FixtureRequest) -> str:
    """Both kinds of store."""
    uri: str = request.getfixturevalue(f"{request.param}_uri")
    return uri


@pytest.fixture
async def server(settings: MusicSettings, tmp_path: Path) -> AsyncIterator[Service]:
    async with build_server(settings, tmp_path / "log") as server:
        yield server


@pytest.fixture
async def importer(importer_settings: ImporterSettings, tmp_path: Path) -> AsyncIterator[Service]:
    importer = build_importer(importer_settings, tmp_path / "importer.log", LEASE_SECONDS)
    async with running(importer):
        yield importer


@pytest.fixture
async def http(server: Service, keys: Keys) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the server, signed in as a curator."""
    base = f"http://127.0.0.1:{server.ports['http']}"
    async with httpx.AsyncClient(
        base_url=base, headers=keys.bearer("curator"), timeout=IMPORT_SECONDS
    ) as client:
        yield client


def resident_memory(process: Service) -> int:
    """The memory that the process has now, in bytes."""
    resident: int = psutil.Process(process.pid).memory_info().rss
    return resident


def peak_memory(process: Service) -> int:
    """The most memory that the process ever had, in bytes."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


async def hand_in_big(http: httpx.AsyncClient) -> Mapping[str, Any]:
    """Upload a song of half a gibibyte and return the import."""

    async def form() -> AsyncIterator[bytes]:
        yield HEAD
        for _ in range(BIG):
            yield FRAMES
        yield b"\r\n--x--\r\n"

    answer = await http.post("/v1/imports", content=form(), headers=FORM)
    assert answer.status_code == httpx.codes.ACCEPTED, answer.text
    shown: Mapping[str, Any] = (await http.get(answer.headers["location"])).json()
    return shown


@pytest.mark.slow
async def test_an_upload_of_half_a_gibibyte_takes_little_memory(
    server: Service, http: httpx.AsyncClient
) -> None:
    before = resident_memory(server)
    shown = await hand_in_big(http)
    assert peak_memory(server) - before < MOST_MEMORY
    assert shown["bytes"] == BIG * len(FRAMES)


@pytest.mark.slow
@pytest.mark.parametrize("objects_uri", ["files"], indirect=True)
async def test_importing_a_song_of_half_a_gibibyte_takes_little_memory(
    importer: Service, http: httpx.AsyncClient
) -> None:
    before = resident_memory(importer)
    shown = await hand_in_big(http)
    found = await outcome(http, shown["id"])
    assert (found["state"], found["imported"]) == ("succeeded", 1), reasons(found)
    assert peak_memory(importer) - before < MOST_MEMORY


async def test_a_client_that_goes_away_leaves_nothing_behind(
    http: httpx.AsyncClient,
    objects_uri: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    class GoneError(Exception):
        pass

    async def is_begun() -> bool:
        return await holds_any(request, objects_uri, tmp_path)

    async def form() -> AsyncIterator[bytes]:
        yield HEAD
        for _ in range(16):
            yield bytes(MEBIBYTE)
        await until(is_begun, "some of it is there", REQUEST_SECONDS)
        raise GoneError

    with pytest.raises(GoneError):
        await http.post("/v1/imports", content=form(), headers=FORM)

    async def nothing_left() -> bool:
        return not await is_begun()

    await until(nothing_left, "nothing is left of the upload", REQUEST_SECONDS)
    objects = build_object_store(objects_uri)
    assert [found async for found in objects.list_objects("uploads/")] == []
