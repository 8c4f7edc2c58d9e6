"""From tags, whatever the format, to what the catalogue keeps."""

import io
import unicodedata
from collections.abc import Mapping
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.flac import FLAC
from mutagen.id3 import (
    APIC,
    ID3,
    TALB,
    TCMP,
    TCON,
    TDRC,
    TIT2,
    TPE1,
    TPE2,
    TPOS,
    TRCK,
    TSOP,
    TXXX,
    UFID,
)
from mutagen.mp4 import MP4, MP4Cover, MP4FreeForm

from music_service.imports.errors import RejectedError
from music_service.imports.examine import Rejection, Song
from music_service.imports.media import Credited, Tags
from music_service.imports.tags import MAX_TEXT, MAX_VALUES, Fields, build_tags, sort_name
from tests.support.audio import make_cover
from tests.unit.music.conftest import Look

RECORDING = "0197b0c8-0000-4000-8000-000000000001"
RELEASE = "0197b0c8-0000-4000-8000-000000000002"

fields = st.dictionaries(
    st.sampled_from(
        [
            *("title", "artist", "artists", "album", "albumartist", "date", "tracknumber"),
            *("discnumber", "genre", "compilation", "artistsort", "replaygain_track_gain"),
            *("r128_track_gain", "replaygain_track_peak", "musicbrainz_trackid"),
        ]
    ),
    st.lists(st.text(max_size=300), max_size=3),
)


def tags_of(look: Look, name: str, content: bytes) -> Tags:
    (finding,) = look(name, content)
    assert isinstance(finding.outcome, Song), finding
    return finding.outcome.tags


def reason_of(look: Look, name: str, content: bytes) -> str:
    (finding,) = look(name, content)
    assert isinstance(finding.outcome, Rejection), finding
    return finding.outcome.reason


def with_frames(song: bytes, *frames: object) -> bytes:
    """The MP3 with these frames alone."""
    file = io.BytesIO(song)
    tags = ID3(file)
    tags.clear()
    for frame in frames:
        tags.add(frame)
    file.seek(0)
    tags.save(file)
    return file.getvalue()


@given(fields)
def test_tags_of_any_content_are_clean_or_refused(found: Fields) -> None:
    try:
        tags = build_tags(found, "a song.ogg")
    except RejectedError:
        return
    texts = [tags.title, tags.album, tags.credit, tags.album_credit, *tags.genres]
    texts += [artist.name for artist in (*tags.artists, *tags.album_artists)]
    for text in texts:
        assert text
        assert len(text) <= MAX_TEXT
        assert text == text.strip()
        assert not any(unicodedata.category(character) == "Cc" for character in text)
    assert 1 <= len(tags.artists) <= MAX_VALUES


@given(st.sampled_from(["title", "artist", "album", "genre"]), st.text(), st.text())
def test_a_nul_within_a_tag_is_refused_and_one_behind_it_dropped(
    field: str, before: str, after: str
) -> None:
    value = f"{before}\0{after}"
    if value.rstrip("\0").find("\0") >= 0:
        with pytest.raises(RejectedError, match="NUL"):
            build_tags({field: [value]}, "a.ogg")
    elif "\N{REPLACEMENT CHARACTER}" not in value:
        assert build_tags({field: [value]}, "a.ogg") == build_tags({field: [before]}, "a.ogg")


def test_what_is_missing_is_filled_in() -> None:
    tags = build_tags({}, "folder/07 A Song.ogg")
    assert (tags.title, tags.album, tags.credit) == ("07 A Song", "Unknown album", "Unknown artist")
    assert tags.album_artists == (Credited("Unknown artist", "Unknown artist"),)
    assert (tags.year, tags.track_number, tags.disc_number, tags.genres) == (None, None, None, ())


def test_several_artists_keep_their_order_and_the_credit_its_words() -> None:
    tags = build_tags(
        {"artist": ["Zed feat. Ada"], "artists": ["Zed", "Ada", "Zed"], "album": ["X"]}, "a.ogg"
    )
    assert [artist.name for artist in tags.artists] == ["Zed", "Ada"]
    assert tags.credit == "Zed feat. Ada"
    assert tags.album_artists == tags.artists
    assert build_tags({"artist": ["Zed", "Ada"]}, "a.ogg").credit == "Zed; Ada"


def test_sort_names_count_where_each_artist_has_one() -> None:
    both = {"artist": ["The Who", "Björk"], "artistsort": ["Who, The", "Bjork"]}
    assert [artist.sort_name for artist in build_tags(both, "a").artists] == ["Who, The", "Bjork"]
    one = {**both, "artistsort": ["Who, The"]}
    assert [artist.sort_name for artist in build_tags(one, "a").artists] == ["Who, The", "Björk"]


@pytest.mark.parametrize(
    ("name", "sorted_as"),
    [("The The", "The, The"), ("A Tribe", "Tribe, A"), ("An", "An"), ("Theodora", "Theodora")],
)
def test_an_article_is_sorted_at_the_end(name: str, sorted_as: str) -> None:
    assert sort_name(name) == sorted_as


def test_a_compilation_is_by_various_artists() -> None:
    tags = build_tags({"artist": ["Zed"], "compilation": ["1"]}, "a.ogg")
    assert tags.album_credit == "Various Artists"
    named = build_tags({"artist": ["Zed"], "compilation": ["1"], "albumartist": ["Ada"]}, "a.ogg")
    assert named.album_credit == "Ada"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3/12", 3),
        (" 07 ", 7),
        ("0", None),
        ("A1", None),
        ("", None),
        ("-1", None),
        ("99999", None),
    ],
)
def test_numbers_are_read_before_the_slash(text: str, number: int | None) -> None:
    assert build_tags({"tracknumber": [text]}, "a.ogg").track_number == number


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("2012-12-15", 2012),
        ("c. 1828", 1828),
        ("12/15/2012", 2012),
        ("0000", None),
        ("20121", None),
    ],
)
def test_a_year_is_found_in_a_date(date: str, year: int | None) -> None:
    assert build_tags({"date": [date]}, "a.ogg").year == year


@pytest.mark.parametrize("nonsense", ["", "loud", "nan dB", "inf", "1e9 dB", "-"])
def test_a_gain_that_is_nonsense_does_no_harm(nonsense: str) -> None:
    found = {"replaygain_track_gain": [nonsense], "replaygain_track_peak": [nonsense]}
    gain = build_tags(found, "a.ogg").gain
    assert (gain.track_gain, gain.track_peak) == (None, None)


def test_gains_of_opus_are_those_of_replay_gain() -> None:
    assert build_tags({"r128_track_gain": ["-1280"]}, "a.opus").gain.track_gain == 0.0
    found = {"r128_track_gain": ["-1280"], "replaygain_track_gain": ["-7.5 dB"]}
    assert build_tags(found, "a.opus").gain.track_gain == -7.5


@pytest.mark.parametrize("kind", ["flac", "m4a", "mp3", "ogg", "opus"])
def test_every_format_gives_the_same_tags(
    look: Look, songs: Mapping[str, bytes], kind: str
) -> None:
    tags = tags_of(look, f"a.{kind}", songs[kind])
    assert (tags.title, tags.album, tags.credit) == ("Title", "Album", "Artist")
    assert (tags.track_number, tags.year, tags.genres) == (1, 2024, ("Ambient",))


def test_the_frames_of_id3_are_read(look: Look, songs: Mapping[str, bytes]) -> None:
    song = with_frames(
        songs["mp3"],
        TIT2(encoding=3, text="Süß"),
        TPE1(encoding=1, text=["Zed", "Ada"]),
        TPE2(encoding=0, text="Zed"),
        TALB(encoding=3, text="X"),
        TRCK(encoding=0, text="4/9"),
        TPOS(encoding=0, text="2/2"),
        TDRC(encoding=0, text="1999-01-02"),
        TCON(encoding=3, text=["(17)", "Dub"]),
        TSOP(encoding=3, text=["Z", "A"]),
        TCMP(encoding=0, text="0"),
        TXXX(encoding=3, desc="REPLAYGAIN_TRACK_GAIN", text="-6.5 dB"),
        TXXX(encoding=3, desc="replaygain_track_peak", text="0.98"),
        TXXX(encoding=3, desc="MusicBrainz Album Id", text=RELEASE),
        UFID(owner="http://musicbrainz.org", data=RECORDING.encode()),
    )
    tags = tags_of(look, "a.mp3", song)
    assert (tags.title, tags.album, tags.year) == ("Süß", "X", 1999)
    assert tags.artists == (Credited("Zed", "Z"), Credited("Ada", "A"))
    assert tags.album_credit == "Zed"
    assert (tags.track_number, tags.disc_number) == (4, 2)
    assert tags.genres == ("Rock", "Dub")
    assert (tags.gain.track_gain, tags.gain.track_peak) == (-6.5, 0.98)
    assert tags.musicbrainz_track == UUID(RECORDING)
    assert tags.musicbrainz_album == UUID(RELEASE)


def test_the_atoms_of_mp4_are_read(look: Look, songs: Mapping[str, bytes]) -> None:
    file = io.BytesIO(songs["m4a"])
    audio = MP4(file)
    assert audio.tags is not None
    audio.tags.update(
        {
            "\xa9ART": ["Zed", "Ada"],
            "aART": ["Zed"],
            "trkn": [(4, 9)],
            "disk": [(2, 2)],
            "cpil": True,
            "covr": [MP4Cover(make_cover())],
            "----:com.apple.iTunes:MusicBrainz Track Id": [MP4FreeForm(RECORDING.encode())],
        }
    )
    file.seek(0)
    audio.save(file)
    (finding,) = look("a.m4a", file.getvalue())
    assert isinstance(finding.outcome, Song), finding
    tags = finding.outcome.tags
    assert [artist.name for artist in tags.artists] == ["Zed", "Ada"]
    assert (tags.track_number, tags.disc_number, tags.album_credit) == (4, 2, "Zed")
    assert tags.musicbrainz_track == UUID(RECORDING)
    assert finding.outcome.cover is not None


@pytest.mark.parametrize("kind", ["flac", "mp3", "ogg", "opus"])
def test_the_cover_within_a_file_is_found(
    look: Look, songs: Mapping[str, bytes], kind: str
) -> None:
    (finding,) = look(f"a.{kind}", songs[kind])
    assert isinstance(finding.outcome, Song), finding
    assert finding.outcome.cover is not None


def test_the_front_cover_comes_before_other_pictures(
    look: Look, songs: Mapping[str, bytes]
) -> None:
    back, front = make_cover(), make_cover()
    pictures = [
        APIC(encoding=0, mime="image/jpeg", type=kind, desc=str(kind), data=data)
        for kind, data in ((4, back), (3, front))
    ]
    (both,) = look("a.mp3", with_frames(songs["mp3"], *pictures))
    (alone,) = look("a.mp3", with_frames(songs["mp3"], pictures[1]))
    assert isinstance(both.outcome, Song)
    assert isinstance(alone.outcome, Song)
    assert both.outcome.cover == alone.outcome.cover


def test_mojibake_that_decodes_is_kept(look: Look, songs: Mapping[str, bytes]) -> None:
    song = with_frames(songs["mp3"], TIT2(encoding=0, text="Ïåñíÿ"))
    assert tags_of(look, "a.mp3", song).title == "Ïåñíÿ"


@pytest.mark.parametrize("raw", [b"\xff", b"\xc3"])
def test_bytes_that_are_no_text_in_a_vorbis_comment_are_refused(
    look: Look, songs: Mapping[str, bytes], raw: bytes
) -> None:
    file = io.BytesIO(songs["flac"])
    audio = FLAC(file)
    audio["title"] = "ZZZZ"
    file.seek(0)
    audio.save(file)
    song = file.getvalue().replace(b"ZZZZ", raw * 4)
    assert "decoded" in reason_of(look, "a.flac", song)


def test_an_id3_title_in_broken_utf16_is_refused(look: Look, songs: Mapping[str, bytes]) -> None:
    song = with_frames(songs["mp3"], TIT2(encoding=1, text="ZZZZ"))
    broken = song.replace("ZZZZ".encode("utf-16-le"), b"\x00\xd8" * 4)
    assert broken != song
    assert "decoded" in reason_of(look, "a.mp3", broken)


def test_an_mp4_title_that_is_no_text_is_refused(look: Look, songs: Mapping[str, bytes]) -> None:
    song = songs["m4a"].replace(b"Title", b"\xff\xfe\xfd\xfc\xfb")
    assert "decoded" in reason_of(look, "a.m4a", song)


def test_a_nul_in_the_title_of_any_format_is_refused(
    look: Look, songs: Mapping[str, bytes]
) -> None:
    for kind in ("flac", "m4a"):
        song = songs[kind].replace(b"Title", b"Ti\0le")
        assert "NUL" in reason_of(look, f"a.{kind}", song)
    song = with_frames(songs["mp3"], TIT2(encoding=3, text="Ti\0le"))
    assert "NUL" in reason_of(look, "a.mp3", song)
