"""Facts of the audio: what a head can claim and no recording has is refused."""

import pytest

from music_service.imports.examine import (
    MAX_BIT_RATE,
    MAX_CHANNELS,
    MAX_SAMPLE_RATE,
    Rejection,
    Song,
)
from tests.support.audio import make_wav
from tests.unit.music.conftest import Look

FORGED = {
    "sample rate": make_wav(sample_rate=2**32 - 1, channels=1, samples=2**22 + 2**21),
    "number of channels": make_wav(sample_rate=8000, channels=2**16 - 1, samples=80),
    "bit rate": make_wav(sample_rate=48_000, channels=1, samples=48, junk=MAX_BIT_RATE // 8000),
}


@pytest.mark.parametrize("claim", FORGED)
def test_a_claim_that_cannot_be_is_named(look: Look, claim: str) -> None:
    (finding,) = look("a.wav", FORGED[claim])
    assert isinstance(finding.outcome, Rejection)
    assert f"has a {claim} that cannot be" in finding.outcome.reason


@pytest.mark.parametrize(("sample_rate", "channels"), [(MAX_SAMPLE_RATE, 1), (8000, MAX_CHANNELS)])
def test_the_most_that_can_be_is_taken(look: Look, sample_rate: int, channels: int) -> None:
    most = make_wav(sample_rate=sample_rate, channels=channels, samples=4096)
    (finding,) = look("a.wav", most)
    assert isinstance(finding.outcome, Song)
    sound = finding.outcome.sound
    assert (sound.sample_rate, sound.channels) == (sample_rate, channels)
