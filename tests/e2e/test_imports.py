"""Handing music in: what is taken, what is refused, and why."""

import gzip
import zipfile
from collections.abc import Callable, Mapping

import httpx
import pytest

from tests.e2e.conftest import Album, new_word
from tests.support.archives import make_encrypted_zip, make_tar, make_zip
from tests.support.audio import Tags, make_audio, make_noise, tag_audio
from tests.support.imports import import_file, outcome, reasons, upload
from tests.support.people import Person
from tests.support.problems import assert_problem

pytestmark = pytest.mark.e2e

MEBIBYTE = 1024 * 1024

NOT_AUDIO = b"This is a text, whatever its name says.\n" * 100


def song(word: str, number: int = 1, extension: str = "ogg") -> bytes:
    """A short track that nobody has handed in yet."""
    tags = Tags(title=f"{word} {number}", artist=word, album=word, number=number)
    return make_audio(tags, extension, seconds=0.5)


async def titles(http: httpx.AsyncClient, word: str) -> list[str]:
    """Titles of the tracks that have the word in their name."""
    answer = await http.get("/v1/search", params={"q": word, "limit": 50})
    return sorted(track["title"] for track in answer.json()["tracks"])


async def test_a_single_file_is_imported_and_its_repeat_changes_nothing(admin: Person) -> None:
    word = new_word()
    audio = song(word, extension="mp3")
    first = await import_file(admin.http, f"{word}.mp3", audio)
    assert (first["state"], first["imported"], first["unchanged"]) == ("succeeded", 1, 0)
    again = await import_file(admin.http, f"{word} again.mp3", audio)
    assert (again["state"], again["imported"], again["unchanged"]) == ("succeeded", 0, 1)
    assert await titles(admin.http, word) == [f"{word} 1"]


@pytest.mark.parametrize("pack", [make_tar, lambda files: gzip.compress(make_tar(files))])
async def test_a_tar_is_imported_like_a_zip(
    admin: Person, pack: Callable[[Mapping[str, bytes]], bytes]
) -> None:
    word = new_word()
    files = {f"{word}/{number}.ogg": song(word, number) for number in (1, 2)}
    found = await import_file(admin.http, f"{word}.tar", pack(files))
    assert (found["state"], found["imported"], found["rejected"]) == ("succeeded", 2, [])
    assert await titles(admin.http, word) == [f"{word} 1", f"{word} 2"]


async def test_one_key_is_one_import(admin: Person) -> None:
    word = new_word()
    audio = song(word)
    first = await upload(admin.http, f"{word}.ogg", audio, key=word)
    assert await upload(admin.http, f"{word}.ogg", audio, key=word) == first
    other = {"file": (f"{word}.ogg", song(word, 2))}
    refused = await admin.http.post("/v1/imports", files=other, headers={"Idempotency-Key": word})
    assert_problem(refused, 422, field="Idempotency-Key")
    assert (await outcome(admin.http, first))["imported"] == 1


async def test_two_imports_of_the_same_file_at_once_make_one_track(admin: Person) -> None:
    word = new_word()
    audio = song(word)
    identifiers = [await upload(admin.http, f"{word}.ogg", audio) for _ in range(2)]
    found = [await outcome(admin.http, identifier) for identifier in identifiers]
    assert sum(one["imported"] for one in found) == 1
    assert sum(one["unchanged"] for one in found) == 1
    assert await titles(admin.http, word) == [f"{word} 1"]


async def test_bad_entries_are_refused_by_name_and_the_rest_is_imported(admin: Person) -> None:
    word = new_word()
    good = song(word)
    bad = {
        "a text.mp3": NOT_AUDIO,
        "a truncated.ogg": song(word, 2)[:2000],
        "an empty.flac": b"",
        "../above.ogg": song(word, 3),
        "inside/../../above.ogg": song(word, 4),
        "/etc/absolute.ogg": song(word, 5),
        "C:\\absolute.ogg": song(word, 6),
        "a tag with NUL.flac": _with_bytes_in_title(word, b"\0"),
        "a tag in another encoding.flac": _with_bytes_in_title(word, b"\xff"),
    }
    files = {"first.ogg": good, **bad, "last.ogg": song(word, 7)}
    found = await import_file(admin.http, f"{word}.zip", make_zip(files))
    assert found["state"] == "succeeded"
    assert set(reasons(found)) == set(bad)
    assert all(reasons(found).values())
    assert found["imported"] == 2
    assert await titles(admin.http, word) == [f"{word} 1", f"{word} 7"]


async def test_links_in_a_tar_are_refused_and_the_rest_is_imported(admin: Person) -> None:
    word = new_word()
    links = {"link.ogg": "/etc/passwd", "folder": "/etc"}
    files = {
        "folder/inside.ogg": song(word, 2),
        "../above.ogg": song(word, 3),
        "good.ogg": song(word),
    }
    found = await import_file(admin.http, f"{word}.tar", make_tar(files, links))
    assert found["state"] == "succeeded"
    assert set(reasons(found)) >= {*links, "../above.ogg"}
    assert f"{word} 1" in await titles(admin.http, word)


async def test_a_zip_bomb_is_refused_by_name_and_the_rest_is_imported(admin: Person) -> None:
    word = new_word()
    bomb = make_zip(
        {"bomb.ogg": bytes(64 * MEBIBYTE), "good.ogg": song(word)}, zipfile.ZIP_DEFLATED
    )
    assert len(bomb) < MEBIBYTE
    found = await import_file(admin.http, f"{word}.zip", bomb)
    assert (found["state"], found["imported"]) == ("succeeded", 1)
    assert list(reasons(found)) == ["bomb.ogg"]


async def test_what_holds_no_music_says_why(admin: Person) -> None:
    files = {
        "a text.mp3": NOT_AUDIO,
        "a text.zip": NOT_AUDIO,
        "a cut.zip": make_zip({"a.ogg": NOT_AUDIO})[:-30],
        "a locked.zip": make_encrypted_zip({"a.ogg": NOT_AUDIO}),
        "a cut.tar": make_tar({"a.ogg": NOT_AUDIO})[:700],
        "../../etc/passwd": NOT_AUDIO,
        "a name with \U0001f3b5.ogg": NOT_AUDIO,
    }
    imports = [await upload(admin.http, name, content) for name, content in files.items()]
    for name, identifier in zip(files, imports, strict=True):
        found = await outcome(admin.http, identifier)
        assert (found["imported"], found["unchanged"]) == (0, 0), name
        assert found["rejected"], name
        assert all(entry["name"] and entry["reason"] for entry in found["rejected"]), name


async def test_an_empty_file_is_refused_at_once(admin: Person) -> None:
    answer = await admin.http.post("/v1/imports", files={"file": ("empty.ogg", b"")})
    assert_problem(answer, 422, field="file")


async def test_an_upload_that_is_none_is_refused(admin: Person) -> None:
    post = admin.http.post
    assert_problem(await post("/v1/imports"), 400, 411, 415, 422)
    assert_problem(await post("/v1/imports", json={"file": "a.ogg"}), 400, 415, 422)
    assert_problem(await post("/v1/imports", content=b"\0" * 1000), 400, 415, 422)
    wrong = {"Content-Type": "multipart/form-data"}
    assert_problem(await post("/v1/imports", content=NOT_AUDIO, headers=wrong), 400, 415, 422)
    wrong["Content-Type"] += "; boundary=x"
    assert_problem(await post("/v1/imports", content=NOT_AUDIO, headers=wrong), 400, 422)
    cut = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.ogg"\r\n\r\nhalf'
    assert_problem(await post("/v1/imports", content=cut, headers=wrong), 400, 422)
    assert_problem(await post("/v1/imports", files={"audio": ("a.ogg", b"")}), 400, 422)
    assert_problem(await post("/v1/imports", data={"file": "a.ogg"}), 400, 415, 422)


async def test_imports_are_listed_newest_first_and_cancelled_while_they_are_not_over(
    admin: Person,
) -> None:
    word = new_word()
    first, second = [await upload(admin.http, f"{word}.ogg", song(word, n)) for n in (1, 2)]
    listed = (await admin.http.get("/v1/imports", params={"limit": 2})).json()["items"]
    assert [one["id"] for one in listed] == [second, first]
    cancelled = (await admin.http.post(f"/v1/imports/{second}/cancel")).json()
    assert cancelled["state"] in {"cancelled", "running", "succeeded"}
    assert (await outcome(admin.http, first))["state"] == "succeeded"
    over = await outcome(admin.http, second)
    again = (await admin.http.post(f"/v1/imports/{second}/cancel")).json()
    assert again == over


async def test_only_those_who_keep_the_library_hand_music_in(
    client: httpx.AsyncClient, listener: Person, album: Album
) -> None:
    files = {"file": ("a.ogg", NOT_AUDIO)}
    assert_problem(await listener.http.post("/v1/imports", files=files), 403)
    assert_problem(await client.post("/v1/imports", files=files), 401)
    mine = f"/v1/imports/{album.imported['id']}"
    assert_problem(await listener.http.get(mine), 403, 404)


def _with_bytes_in_title(word: str, raw: bytes) -> bytes:
    """A FLAC whose title holds bytes that are no text."""
    placeholder = "Z" * 8
    tags = Tags(title=f"{word} {placeholder} end", artist=word, album=word)
    audio = tag_audio(make_noise("flac", seconds=0.5), tags, "flac")
    return audio.replace(placeholder.encode(), raw * len(placeholder))
