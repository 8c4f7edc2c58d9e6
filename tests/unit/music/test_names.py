"""Names of archive entries: whatever is let through stays where it is put."""

import posixpath
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from music_service.imports.errors import RejectedError
from music_service.imports.names import (
    SHOWN_NAME,
    check_name,
    is_cover,
    is_hidden,
    shown,
    stem_of,
    suffix_of,
)

PARTS = st.sampled_from(["..", ".", "", "a", "b.ogg", "C:", " ", "...", "..a", "\\", "~"])
PATHS = st.lists(PARTS, min_size=1, max_size=6).flatmap(
    lambda parts: st.sampled_from(["/", "\\"]).map(lambda slash: slash.join(parts))
)


def is_refused(name: str) -> bool:
    try:
        check_name(name)
    except RejectedError:
        return True
    return False


@given(st.one_of(st.text(), PATHS))
@example("a/../../b")
@example("a\\..\\..\\b")
def test_what_is_let_through_stays_in_its_folder(name: str) -> None:
    if not is_refused(name):
        for seen_as in (name, name.replace("\\", "/")):
            place = posixpath.normpath(posixpath.join("/folder", seen_as))
            assert place == "/folder" or place.startswith("/folder/")
        assert not any(unicodedata.category(character) == "Cc" for character in name)


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "/etc/passwd", "\\\\server\\share", "C:\\a.ogg", "c:/a.ogg", "..", "../a"),
        *("a/../b", "a\\..\\b", "a\0.ogg", "a\n.ogg", "a\x7f.ogg", "a\x85.ogg", "a" * 1025),
    ],
)
def test_names_that_mean_no_good_are_refused(name: str) -> None:
    assert is_refused(name)


@pytest.mark.parametrize("name", ["a.ogg", "./a.ogg", "...a/..b.ogg", "Á/東京 (live).flac", "a:b"])
def test_harmless_names_are_let_through(name: str) -> None:
    assert not is_refused(name)


@given(st.text(st.characters(), max_size=600))
def test_a_shown_name_can_be_stored_and_fits_on_one_line(name: str) -> None:
    text = shown(name)
    text.encode("utf-8")
    assert len(text) <= SHOWN_NAME
    assert not any(unicodedata.category(character) == "Cc" for character in text)


def test_suffix_and_stem_are_those_of_the_file_alone() -> None:
    assert suffix_of("an.album/A Song.OGG") == "ogg"
    assert suffix_of("an.album/A Song") == ""
    assert stem_of("an.album\\A.Song.ogg") == "A.Song"
    assert stem_of(".ogg") == ".ogg"


@pytest.mark.parametrize("name", ["cover.jpg", "a/Folder.PNG", "a\\front.jpeg", "COVER.webp"])
def test_pictures_of_folders_are_known_by_name(name: str) -> None:
    assert is_cover(name)


@pytest.mark.parametrize("name", ["a/._song.ogg", ".DS_Store", "__MACOSX/a/song.ogg"])
def test_what_a_system_left_beside_is_known(name: str) -> None:
    assert is_hidden(name)
    assert not is_cover(name)
