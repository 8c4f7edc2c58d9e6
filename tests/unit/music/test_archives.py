"""Archives that are forged or broken cost little, and say what is wrong."""

import gzip
import io
import struct
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from music_service.imports.entries import Limits
from music_service.imports.errors import ArchiveError
from music_service.imports.examine import WHOLE_UPLOAD, Examiner, Finding, Rejection, Song
from music_service.imports.readers import MAX_READ_BYTES, BoundedGzip, CautiousReader
from music_service.imports.tars import MAX_HEADER_BYTES
from tests.support.archives import make_tar, make_zip
from tests.unit.music.conftest import LIMITS, Look, Songs

few = settings(max_examples=60)


def reasons(found: Sequence[Finding]) -> dict[str, str]:
    """Why each entry was rejected, by its name."""
    return {
        finding.name: finding.outcome.reason
        for finding in found
        if isinstance(finding.outcome, Rejection)
    }


def is_read(look: Look, content: bytes) -> bool:
    """Look at an upload; whatever it holds, only an `ArchiveError` may end it early."""
    try:
        look("upload", content)
    except ArchiveError:
        return False
    return True


@pytest.fixture(scope="session")
def archives(songs: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The same songs in every kind of archive."""
    files = {f"{kind}/song.{kind}": song for kind, song in songs.items()}
    tar = make_tar(files)
    kinds = {"tar": tar, "tar.gz": gzip.compress(tar), "zip": make_zip(files)}
    return Songs(kinds)


@pytest.mark.parametrize("kind", ["tar", "tar.gz", "zip"])
def test_every_song_of_an_archive_is_found(
    look: Look, songs: Mapping[str, bytes], archives: Mapping[str, bytes], kind: str
) -> None:
    found = look("upload", archives[kind])
    assert [finding.name for finding in found] == [f"{kind}/song.{kind}" for kind in songs]
    assert all(isinstance(finding.outcome, Song) for finding in found), reasons(found)


@pytest.mark.parametrize("kind", ["tar", "tar.gz", "zip"])
@few
@given(share=st.floats(0, 1, exclude_max=True))
def test_an_archive_that_is_cut_off_brings_no_broken_song(
    look: Look, archives: Mapping[str, bytes], kind: str, share: float
) -> None:
    archive = archives[kind]
    is_read(look, archive[: int(len(archive) * share)])


@pytest.mark.parametrize("kind", ["tar", "tar.gz", "zip"])
@few
@given(
    wounds=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)),
        min_size=1,
        max_size=30,
    )
)
def test_an_archive_that_is_damaged_never_crashes_the_importer(
    look: Look, archives: Mapping[str, bytes], kind: str, wounds: list[tuple[float, bytes]]
) -> None:
    archive = bytearray(archives[kind])
    for share, raw in wounds:
        at = int(len(archive) * share)
        archive[at : at + len(raw)] = raw
    is_read(look, bytes(archive))


@given(st.binary(max_size=2000))
def test_an_upload_of_any_bytes_is_one_entry_or_a_broken_archive(look: Look, data: bytes) -> None:
    for head in (b"", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08\x00", bytes(257) + b"ustar"):
        is_read(look, head + data)


@given(packed=st.integers(0, 2**40), unpacked=st.integers(0, 2**40), free=st.integers(0, 2**30))
def test_only_what_is_large_and_expands_far_is_a_bomb(
    packed: int, unpacked: int, free: int
) -> None:
    limits = Limits(1, 1, 1, free_bytes=free)
    if limits.is_bomb(packed, unpacked):
        assert unpacked > free
        assert unpacked > packed * limits.expansion
    assert not limits.is_bomb(unpacked, unpacked)


def test_a_directory_of_a_forged_size_is_not_read() -> None:
    asked: list[int] = []

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
            asked.append(len(buffer))
            return len(buffer)

    reader = CautiousReader(Endless())
    assert len(reader.read(MAX_READ_BYTES)) == MAX_READ_BYTES
    for size in (2**31, -1, None):
        asked.clear()
        with pytest.raises(ArchiveError):
            reader.read(size)
        assert sum(asked) < 2 * MAX_READ_BYTES


def test_an_extended_tar_header_of_a_forged_size_is_not_read(look: Look) -> None:
    for kind in (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME):
        header = tarfile.TarInfo("x")
        header.type, header.size = kind, MAX_HEADER_BYTES + 1
        with pytest.raises(ArchiveError, match="header"):
            look("upload", header.tobuf(tarfile.GNU_FORMAT) + bytes(2048))


def test_a_zip_that_claims_less_than_it_unpacks_to_gives_no_more_than_that(look: Look) -> None:
    content = bytes(2**22)
    archive = bytearray(make_zip({"a.wav": content}, zipfile.ZIP_DEFLATED))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = archive.find(signature)
        archive[at + offset : at + offset + 4] = struct.pack("<I", 1000)
    assert set(reasons(look("upload", bytes(archive)))) == {"a.wav"}


def test_a_gzip_bomb_is_given_up_early() -> None:
    bomb = gzip.compress(bytes(2**26))
    stream = BoundedGzip(CautiousReader(io.BytesIO(bomb)), LIMITS)
    chunks = iter(lambda: stream.read(10_240), b"")
    unpacked = accumulate(map(len, chunks))
    most = max(LIMITS.free_bytes, len(bomb) * LIMITS.expansion)
    with pytest.raises(ArchiveError):
        all(size <= most for size in unpacked)


def test_more_entries_than_allowed_end_an_archive(look: Look) -> None:
    files = {f"{number}.txt": b"x" for number in range(LIMITS.entries + 1)}
    for archive in (make_zip(files), make_tar(files), gzip.compress(make_tar(files))):
        assert not is_read(look, archive)


def test_what_is_wrong_with_an_archive_as_a_whole_is_said_of_the_upload(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    source = CautiousReader(io.BytesIO(b"PK\x03\x04"))
    examiner = Examiner(tmp_path_factory.mktemp("scratch"), LIMITS)
    findings = examiner.findings(source, 4, "a.zip", set())
    finding = next(findings)
    assert (finding.position, finding.name) == (WHOLE_UPLOAD, "a.zip")
    with pytest.raises(ArchiveError):
        next(findings)


@pytest.mark.parametrize("name", ["Ärger.ogg", "東京.ogg"])
def test_names_in_utf8_are_read_even_where_the_zip_does_not_say_so(
    look: Look, songs: Mapping[str, bytes], name: str
) -> None:
    archive = make_zip({name: songs["ogg"]})
    unflagged = archive
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = unflagged.find(signature) + offset
        unflagged = unflagged[:at] + b"\0\0" + unflagged[at + 2 :]
    assert [finding.name for finding in look("upload", unflagged)] == [name]
