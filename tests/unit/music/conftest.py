"""Real audio files, made once, and an examiner to look at them."""

import io
from collections.abc import Callable, Mapping, Sequence

import pytest

from music_service.imports.entries import Limits
from music_service.imports.examine import Examiner, Finding
from music_service.imports.readers import CautiousReader
from tests.support.audio import ENCODERS, Tags, make_cover, make_noise, tag_audio

LIMITS = Limits(entry_bytes=2**24, unpacked_bytes=2**25, entries=50, free_bytes=2**20)

TAGS = Tags(title="Title", artist="Artist", album="Album")

Look = Callable[[str, bytes], Sequence[Finding]]
"""Returns all findings of an upload by its name and content."""


class Songs(dict[str, bytes]):
    """Files by kind, which a failing test does not print."""

    def __repr__(self) -> str:
        return f"<songs: {', '.join(self)}>"


@pytest.fixture(scope="session")
def songs() -> Mapping[str, bytes]:
    """A short file of each kind, tagged where all programs agree how."""
    noises = {kind: make_noise(kind, seconds=0.5) for kind in ENCODERS}
    cover = make_cover()
    return Songs(
        (kind, noise if kind == "wav" else tag_audio(noise, TAGS, kind, _cover(kind, cover)))
        for kind, noise in noises.items()
    )


@pytest.fixture(scope="session")
def look(tmp_path_factory: pytest.TempPathFactory) -> Look:
    """Examines uploads."""
    scratch = tmp_path_factory.mktemp("scratch")

    def findings(name: str, content: bytes) -> Sequence[Finding]:
        source = CautiousReader(io.BytesIO(content))
        return list(Examiner(scratch, LIMITS).findings(source, len(content), name, set()))

    return findings


def _cover(kind: str, cover: bytes) -> bytes | None:
    return None if kind == "m4a" else cover
