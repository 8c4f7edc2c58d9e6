"""The demo music, gathered without any network."""

import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from mutagen.oggvorbis import OggVorbis
from PIL import Image

from legato_local.demo.debian import PACKAGE
from legato_local.demo.music import Music, fetch_music
from legato_local.demo.tones import TONES, make_tones

DPKG_DEB = shutil.which("dpkg-deb") or ""


@pytest.fixture
def no_debian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without apt-get and dpkg-deb."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


async def fetch(folder: Path) -> Music:
    return await fetch_music(
        downloads=folder / "downloads", folder=folder / "music", log=folder / "demo.log"
    )


def by_folder(archive: Path) -> dict[str, list[str]]:
    folders: dict[str, list[str]] = {}
    with zipfile.ZipFile(archive) as music:
        for name in music.namelist():
            folder, _, file = name.partition("/")
            folders.setdefault(folder, []).append(file)
    return folders


@pytest.mark.usefixtures("no_debian")
async def test_without_debian_it_is_tones_and_says_so(tmp_path: Path) -> None:
    music = await fetch(tmp_path)
    assert music.origin.startswith("Music: tones made on this machine")
    assert music.tracks == len(TONES)
    folders = by_folder(music.archive)
    assert set(folders) == {"Tones Morning", "Tones Evening"}
    assert all(files[-1] == "cover.jpg" and len(files) == 4 for files in folders.values())


@pytest.mark.usefixtures("no_debian")
async def test_tones_are_tagged_and_covers_are_pictures(tmp_path: Path) -> None:
    music = await fetch(tmp_path)
    with zipfile.ZipFile(music.archive) as archive:
        song = OggVorbis(BytesIO(archive.read("Tones Morning/01 Minor Seventh.ogg")))
        assert (song["artist"], song["title"]) == (["Legato"], ["Minor Seventh"])
        assert round(vars(song.info)["length"]) == 24
        with Image.open(BytesIO(archive.read("Tones Morning/cover.jpg"))) as cover:
            assert cover.size == (1000, 1000)


@pytest.mark.skipif(not DPKG_DEB, reason="builds a package with dpkg-deb")
async def test_a_package_that_was_downloaded_is_unpacked_and_its_licence_kept(
    tmp_path: Path,
) -> None:
    root = tmp_path / "root"
    songs = root / "usr/share/games/singularity/music"
    songs.mkdir(parents=True)
    await make_tones(songs, tmp_path / "demo.log")
    licence = root / "usr/share/doc" / PACKAGE / "copyright"
    licence.parent.mkdir(parents=True)
    licence.write_text("Do what you like.")
    build_package(root, tmp_path / "downloads")

    music = await fetch(tmp_path)
    assert PACKAGE in music.origin
    assert "covers" in music.origin
    assert music.tracks == len(TONES)
    kept = tmp_path / "music" / f"LICENCE-{PACKAGE}.txt"
    assert kept.read_text() == "Do what you like."
    assert sorted(path.name for path in kept.parent.iterdir()) == [kept.name, "music.zip"]


def build_package(root: Path, downloads: Path) -> None:
    control = root / "DEBIAN" / "control"
    control.parent.mkdir(mode=0o755)
    fields = {
        "Package": PACKAGE,
        "Version": "1",
        "Architecture": "all",
        "Maintainer": "Nobody <nobody@example.org>",
        "Description": "songs",
    }
    control.write_text("".join(f"{name}: {value}\n" for name, value in fields.items()))
    downloads.mkdir()
    built = downloads / f"{PACKAGE}_1_all.deb"
    subprocess.run(
        [DPKG_DEB, "--root-owner-group", "-Znone", "-b", root, built],
        check=True,
        stdout=subprocess.DEVNULL,
    )
