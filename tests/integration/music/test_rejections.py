"""Bad input: refused by name with a reason, while the rest is imported."""

import gzip
import stat
import tarfile
import zipfile
from collections.abc import Mapping
from io import BytesIO

import httpx
import pytest

from music_service.imports.entries import Limits
from music_service.imports.worker import Worker
from tests.integration.music.conftest import (
    NewWorker,
    get,
    import_now,
    items,
    upload,
    work_off,
)
from tests.support.archives import make_encrypted_zip, make_tar, make_zip
from tests.support.audio import (
    ENCODERS,
    Tags,
    make_audio,
    make_cover_of_broken_exif,
    make_noise,
    make_wav,
)
from tests.support.imports import reasons

pytestmark = pytest.mark.integration

TEXT = b"This is a text, whatever its name says.\n" * 100
MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module")
def noises() -> Mapping[str, bytes]:
    """One file of each kind, made before any test blocks the loop with it."""
    return {kind: make_noise(kind) for kind in ENCODERS}


async def test_each_bad_entry_is_named_and_good_ones_around_them_are_imported(
    curator: httpx.AsyncClient, worker: Worker, noises: Mapping[str, bytes]
) -> None:
    cut = {f"cut.{kind}": noise[:-3000] for kind, noise in noises.items()}
    bad = {
        **cut,
        "a text.mp3": TEXT,
        "nothing.flac": b"",
        "../above.ogg": noises["ogg"],
        "/absolute.ogg": noises["ogg"],
        "C:\\drive.ogg": noises["ogg"],
        "a\\..\\..\\above.ogg": noises["ogg"],
        "an archive.zip": make_zip({"a.ogg": noises["ogg"]}),
        "unsupported.wma": TEXT,
    }
    ignored = {"notes.txt": TEXT, "album.cue": TEXT, ".DS_Store": TEXT, "__MACOSX/._a.ogg": TEXT}
    good = {"first.ogg": noises["ogg"], "last.mp3": noises["mp3"]}
    archive = make_zip({"first.ogg": good["first.ogg"], **bad, **ignored, **good})
    found = await import_now(curator, worker, "mixed.zip", archive)
    assert (found["state"], found["rejected_count"]) == ("succeeded", len(bad))
    assert set(reasons(found)) == set(bad)
    assert all(reasons(found).values())
    assert {track["title"] for track in await items(curator, "/v1/tracks")} == {"first", "last"}


async def test_a_picture_that_pillow_fails_over_costs_no_track(
    curator: httpx.AsyncClient, worker: Worker
) -> None:
    broken = make_cover_of_broken_exif()
    inside = make_audio(Tags(title="Inside", artist="A", album="B"), "mp3", cover=broken)
    archive = make_zip({"cover.jpg": broken, "bare.ogg": make_noise(), "inside.mp3": inside})
    found = await import_now(curator, worker, "a.zip", archive)
    assert (found["state"], found["imported"], found["rejected"]) == ("succeeded", 2, [])


async def test_a_row_that_the_database_refuses_costs_its_entry_alone(
    curator: httpx.AsyncClient, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("music_service.imports.examine.MAX_BIT_RATE", 2**40)
    forged = make_wav(sample_rate=48_000, channels=1, samples=48, junk=2**19)
    archive = make_zip({"forged.wav": forged, "good.ogg": make_noise()})
    found = await import_now(curator, worker, "a.zip", archive)
    assert (found["state"], found["imported"]) == ("succeeded", 1)
    assert reasons(found) == {"forged.wav": "holds a value that cannot be stored"}


async def test_links_and_devices_in_archives_are_refused(
    curator: httpx.AsyncClient, worker: Worker
) -> None:
    found = await import_now(curator, worker, "links.tar", make_odd_tar())
    assert set(reasons(found)) == {"symbolic.ogg", "hard.ogg", "device.ogg", "pipe.ogg"}
    assert found["imported"] == 1
    link = zipfile.ZipInfo("link.ogg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    found = await import_now(curator, worker, "links.zip", file.getvalue())
    assert set(reasons(found)) == {"link.ogg"}


async def test_an_encrypted_entry_is_refused(curator: httpx.AsyncClient, worker: Worker) -> None:
    archive = make_encrypted_zip({"secret.ogg": make_noise()})
    found = await import_now(curator, worker, "a.zip", archive)
    assert reasons(found) == {"secret.ogg": "is encrypted"}


async def test_a_zip_bomb_is_refused_by_name_and_the_rest_imported(
    curator: httpx.AsyncClient, worker: Worker
) -> None:
    files = {"bomb.ogg": bytes(32 * MEBIBYTE), "bomb.txt": bytes(32 * MEBIBYTE)}
    archive = make_zip({**files, "good.ogg": make_noise()}, zipfile.ZIP_DEFLATED)
    assert len(archive) < MEBIBYTE
    found = await import_now(curator, worker, "a.zip", archive)
    assert (found["state"], found["imported"]) == ("succeeded", 1)
    assert set(reasons(found)) == set(files)


async def test_a_bomb_of_gzip_ends_the_import_and_says_why(
    curator: httpx.AsyncClient, worker: Worker
) -> None:
    files = {"good.ogg": make_noise(), "bomb.bin": bytes(32 * MEBIBYTE)}
    archive = gzip.compress(make_tar(files))
    found = await import_now(curator, worker, "a.tgz", archive)
    assert (found["state"], found["imported"]) == ("failed", 1)
    assert "bomb" in found["reason"]
    assert list(reasons(found)) == ["a.tgz"]


@pytest.mark.parametrize("count", [3, 10])
async def test_an_archive_may_hold_only_so_much(
    curator: httpx.AsyncClient, new_worker: NewWorker, count: int
) -> None:
    limits = Limits(entry_bytes=MEBIBYTE, unpacked_bytes=500_000, entries=5)
    worker = new_worker(limits=limits)
    noise = {f"{number}.wav": make_noise("wav") for number in range(count)}
    path = await upload(curator, "a.zip", make_zip(noise))
    await work_off(worker)
    found = await get(curator, path)
    assert found["state"] == "failed"
    assert found["reason"]
    assert found["imported"] == (2 if count == 3 else 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.zip", make_zip({"a.ogg": TEXT})[:-30]),
        ("cut.tar", make_tar({"a.ogg": TEXT})[:700]),
        ("cut.tar.gz", gzip.compress(make_tar({"a.ogg": TEXT * 100}))[:100]),
        ("no tar.gz", gzip.compress(TEXT)),
    ],
)
async def test_an_archive_that_cannot_be_read_fails_and_says_why(
    curator: httpx.AsyncClient, worker: Worker, name: str, content: bytes
) -> None:
    found = await import_now(curator, worker, name, content)
    assert found["state"] == "failed"
    assert found["reason"]
    assert name in reasons(found)


@pytest.mark.parametrize("content", [TEXT, b"\0", b"PK", b"\xff" * 5000, b"OggS" * 500])
async def test_an_upload_that_is_no_music_is_refused_whatever_its_name(
    curator: httpx.AsyncClient, worker: Worker, content: bytes
) -> None:
    for name in ("a.ogg", "a.txt", "../a\x01.mp3", "\U0001f3b5.mp3"):
        found = await import_now(curator, worker, name, content)
        assert (found["state"], found["imported"], found["rejected_count"]) == ("succeeded", 0, 1)


def make_odd_tar() -> bytes:
    """A tar of what a tar may hold besides files, and one file."""
    kinds = {
        "symbolic.ogg": tarfile.SYMTYPE,
        "hard.ogg": tarfile.LNKTYPE,
        "device.ogg": tarfile.CHRTYPE,
        "pipe.ogg": tarfile.FIFOTYPE,
        "folder": tarfile.DIRTYPE,
    }
    file = BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, kind in kinds.items():
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
        noise = make_noise()
        entry = tarfile.TarInfo("good.ogg")
        entry.size = len(noise)
        archive.addfile(entry, BytesIO(noise))
    return file.getvalue()
