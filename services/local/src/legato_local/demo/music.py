"""Where the demo music comes from on this machine: Debian's package, else ffmpeg's tones."""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path

from legato_local.demo.archive import build_archive
from legato_local.demo.debian import PACKAGE, Package
from legato_local.demo.tones import make_tones
from legato_local.errors import DemoError
from legato_local.files import make_folder
from legato_local.oneshot import CommandError

REAL = (
    f"Music: Max McCracken's soundtrack of Endgame: Singularity, from Debian's package {PACKAGE}"
    " (CC BY-SA). It has no covers: those were drawn by Legato."
)
TONES = (
    "Music: tones made on this machine, for Debian's package of real music could not be had."
    " Covers were drawn by Legato."
)


@dataclass(frozen=True)
class Music:
    """A zip of so many tracks to import, and a sentence that says what is in it."""

    archive: Path
    tracks: int
    origin: str


async def fetch_music(*, downloads: Path, folder: Path, log: Path) -> Music:
    """Put `music.zip` into `folder`, and the music's licence beside it if it has one.

    `downloads` outlives the home. Raises `DemoError` when not even tones can be made.
    """
    make_folder(folder)
    work = make_folder(folder / "unpacked")
    archive = folder / "music.zip"
    try:
        origin = await _gather(Package(downloads, log), work, folder, log)
        tracks = await asyncio.to_thread(build_archive, work.rglob("*.ogg"), archive)
    except CommandError as error:
        fact = f"The demo music could not be had: {error}."
        raise DemoError(fact, f"Read {log}; Legato runs without it.", log) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Music(archive, tracks, origin)


async def _gather(package: Package, work: Path, folder: Path, log: Path) -> str:
    try:
        await package.unpack(await package.fetch(), work)
    except CommandError:
        await make_tones(work, log)
        return TONES
    licence = work / "usr" / "share" / "doc" / PACKAGE / "copyright"
    shutil.copyfile(licence, folder / f"LICENCE-{PACKAGE}.txt")
    return REAL
