"""The demo music as someone would bring it: one zip with a folder and a cover per album."""

import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from mutagen.oggvorbis import OggVorbis

from legato_local.demo.covers import draw_cover

UNSAFE = re.compile(r"[^\w ().-]+")
"""What a folder's name does without."""


def build_archive(tracks: Iterable[Path], target: Path) -> int:
    """Write `target` from tagged Ogg files; return their number.

    Nothing is compressed: audio is already.
    """
    albums = _by_album(tracks)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for album, files in albums.items():
            folder = UNSAFE.sub("", album)
            for file in files:
                archive.write(file, f"{folder}/{file.name}")
            archive.writestr(f"{folder}/cover.jpg", draw_cover(album))
    return sum(map(len, albums.values()))


def _by_album(tracks: Iterable[Path]) -> Mapping[str, list[Path]]:
    albums: dict[str, list[Path]] = {}
    for track in sorted(tracks):
        (album,) = OggVorbis(track)["album"]
        albums.setdefault(album, []).append(track)
    return albums
