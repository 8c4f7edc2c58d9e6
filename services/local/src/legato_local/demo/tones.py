"""Music for a machine that can fetch none: chords, made by ffmpeg and tagged like songs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from legato_local import oneshot
from legato_local.oneshot import CommandError
from legato_local.programs import base_environment

TONE_SECONDS = 24
"""Length of each track."""

MAKE_SECONDS = 60.0
"""Deadline for one track."""

CONCERT_A = 440.0
"""Frequency in hertz that the half tones below are counted from."""


@dataclass(frozen=True)
class Tone:
    """One track: a chord as half tones above the A below middle C, struck every few seconds."""

    album: str
    title: str
    half_tones: Sequence[int]
    pause: int


TONES = (
    Tone("Tones: Morning", "Minor Seventh", (0, 3, 7, 10), 4),
    Tone("Tones: Morning", "Open Fifths", (-5, 2, 9, 14), 3),
    Tone("Tones: Morning", "Suspended", (-2, 3, 5, 10), 6),
    Tone("Tones: Evening", "Major Ninth", (-4, 0, 3, 10), 4),
    Tone("Tones: Evening", "Whole Steps", (-7, -5, -3, 5), 2),
    Tone("Tones: Evening", "Low Tide", (-12, -5, 0, 4), 8),
)


async def make_tones(folder: Path, log: Path) -> None:
    """Write the tracks into `folder` as Ogg files; raises `CommandError` where ffmpeg fails."""
    try:
        ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        raise CommandError(f"there is no ffmpeg: {error}") from error
    for number, tone in enumerate(TONES, start=1):
        target = folder / f"{number:02d} {tone.title}.ogg"
        argv = (ffmpeg, "-nostdin", "-loglevel", "error", "-y", *_arguments(tone), str(target))
        await oneshot.run(
            argv, environment=base_environment(), log=log, within=MAKE_SECONDS, folder=folder
        )


def _arguments(tone: Tone) -> Sequence[str]:
    tags = {"artist": "Legato", "album": tone.album, "title": tone.title, "date": "2026"}
    written = [word for tag, value in tags.items() for word in ("-metadata", f"{tag}={value}")]
    source = f"aevalsrc='{_wave(tone)}':sample_rate=44100:duration={TONE_SECONDS}"
    return ("-f", "lavfi", "-i", source, "-codec:a", "libvorbis", "-ac", "2", *written)


def _wave(tone: Tone) -> str:
    frequencies = [CONCERT_A / 2 * 2 ** (half_tone / 12) for half_tone in tone.half_tones]
    notes = "+".join(
        f"sin(2*PI*{frequency:.3f}*t)+0.3*sin(4*PI*{frequency:.3f}*t)" for frequency in frequencies
    )
    beat = f"mod(t,{tone.pause})"
    return f"0.12*({notes})*min(1,40*{beat})*exp(-1.6*{beat})"
