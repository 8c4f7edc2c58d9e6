"""Handing files in: who may, what is refused before anything is kept, and what is kept once."""

from collections.abc import AsyncIterator

import httpx
import pytest

from legato_kit.ids import new_id
from music_service.imports.worker import Worker
from music_service.settings import MusicSettings
from music_service.storage.objects import ObjectStore
from tests.integration.music.conftest import Keys, get, items, upload, work_off
from tests.support.audio import make_noise
from tests.support.problems import assert_problem

pytestmark = pytest.mark.integration

HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.ogg"\r\n\r\n'
FORM = {"Content-Type": "multipart/form-data; boundary=x"}


async def kept(objects: ObjectStore) -> list[str]:
    """Keys of all uploads in the store."""
    return [found.key async for found in objects.list_objects("uploads/")]


async def test_an_upload_waits_in_the_queue(
    curator: httpx.AsyncClient, objects: ObjectStore
) -> None:
    path = await upload(curator, "A song.ogg", b"anything")
    shown = await get(curator, path)
    assert shown["state"] == "queued"
    assert (shown["file_name"], shown["bytes"]) == ("A song.ogg", 8)
    assert (shown["imported"], shown["unchanged"], shown["rejected"]) == (0, 0, [])
    assert await objects.get_bytes(f"uploads/{shown['id']}") == b"anything"


@pytest.mark.parametrize("roles", [[], ["listener"]])
async def test_who_only_listens_may_not_import(
    client: httpx.AsyncClient, keys: Keys, objects: ObjectStore, roles: list[str]
) -> None:
    headers = keys.bearer(*roles)
    answer = await client.post("/v1/imports", files={"file": ("a", b"x")}, headers=headers)
    assert_problem(answer, 403)
    assert_problem(await client.post("/v1/imports", files={"file": ("a", b"x")}), 401)
    assert await kept(objects) == []


async def test_an_import_is_shown_to_its_owner_and_to_admins_alone(
    client: httpx.AsyncClient, keys: Keys
) -> None:
    owner, other, admin = (keys.bearer(role) for role in ("curator", "curator", "admin"))
    client.headers.update(owner)
    path = await upload(client, "a.ogg", b"x")
    for who, seen in ((owner, 1), (other, 0), (admin, 1)):
        client.headers.update(who)
        assert len(await items(client, "/v1/imports")) == seen
        answer = await client.get(path)
        assert answer.status_code == (200 if seen else 404)


BAD_FORMS = {
    "no file": (b"--x--\r\n", 422),
    "another field": (HEAD.replace(b'"file"', b'"audio"') + b"1\r\n--x--\r\n", 422),
    "a file without a name": (HEAD.replace(b'; filename="a.ogg"', b"") + b"1\r\n--x--\r\n", 422),
    "an empty file": (HEAD + b"\r\n--x--\r\n", 422),
    "two files": (HEAD + b"1\r\n" + HEAD + b"2\r\n--x--\r\n", 422),
    "cut off in the file": (HEAD + b"half", 400),
    "cut off before the last boundary": (HEAD + b"1\r\n--x\r\n", 400),
    "no form": (b"just bytes", 400),
}


@pytest.mark.parametrize(("body", "status"), BAD_FORMS.values(), ids=BAD_FORMS)
async def test_a_form_that_is_none_is_refused_and_nothing_is_kept(
    curator: httpx.AsyncClient, objects: ObjectStore, body: bytes, status: int
) -> None:
    answer = await curator.post("/v1/imports", content=body, headers=FORM)
    assert_problem(answer, status, field="file" if status == 422 else None)
    assert await kept(objects) == []
    assert await items(curator, "/v1/imports") == []


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data", "", "x"])
async def test_a_body_of_another_type_is_refused_by_name(
    curator: httpx.AsyncClient, content_type: str
) -> None:
    headers = {"Content-Type": content_type}
    answer = await curator.post("/v1/imports", content=b"{}", headers=headers)
    assert_problem(answer, 415, field="Content-Type")


async def test_a_file_above_the_limit_is_refused_whether_it_says_so_or_not(
    curator: httpx.AsyncClient, objects: ObjectStore, settings: MusicSettings
) -> None:
    size = settings.max_upload_bytes

    async def form() -> AsyncIterator[bytes]:
        yield HEAD
        for _ in range(size // 2**20 + 1):
            yield bytes(2**20)
        yield b"\r\n--x--\r\n"

    answer = await curator.post("/v1/imports", content=form(), headers=FORM)
    assert_problem(answer, 413, field="file")
    announced = {**FORM, "Content-Length": str(2 * size)}
    answer = await curator.post("/v1/imports", content=b"", headers=announced)
    assert_problem(answer, 413, field="file")
    assert await kept(objects) == []


async def test_other_fields_are_passed_over_up_to_a_limit(curator: httpx.AsyncClient) -> None:
    note = {"note": "n" * 1000}
    answer = await curator.post("/v1/imports", files={"file": ("a.ogg", b"x")}, data=note)
    assert answer.status_code == httpx.codes.ACCEPTED
    note = {"note": "n" * 100_000}
    answer = await curator.post("/v1/imports", files={"file": ("a.ogg", b"x")}, data=note)
    assert_problem(answer, 413)


async def test_a_key_makes_one_import_of_a_repeat_and_keeps_one_upload(
    curator: httpx.AsyncClient, objects: ObjectStore
) -> None:
    key = {"Idempotency-Key": str(new_id())}
    first = await upload(curator, "a.ogg", b"once", **key)
    assert await upload(curator, "a.ogg", b"once", **key) == first
    other = await curator.post("/v1/imports", files={"file": ("a.ogg", b"two")}, headers=key)
    assert_problem(other, 422, field="Idempotency-Key")
    assert await kept(objects) == [f"uploads/{first.rpartition('/')[2]}"]


async def test_imports_are_listed_newest_first_page_by_page(curator: httpx.AsyncClient) -> None:
    paths = [await upload(curator, f"{number}.ogg", b"x") for number in range(3)]
    first = await get(curator, "/v1/imports", limit=2)
    second = await get(curator, "/v1/imports", limit=2, cursor=first["next_cursor"])
    shown = [f"/v1/imports/{found['id']}" for found in first["items"] + second["items"]]
    assert shown == paths[::-1]
    assert second["next_cursor"] is None


async def test_a_cancelled_import_is_not_worked_off_and_keeps_no_upload(
    curator: httpx.AsyncClient, worker: Worker, objects: ObjectStore
) -> None:
    path = await upload(curator, "a.ogg", make_noise())
    cancelled = await curator.post(f"{path}/cancel")
    assert cancelled.json()["state"] == "cancelled"
    assert await kept(objects) == []
    await work_off(worker)
    assert (await get(curator, path))["state"] == "cancelled"
    assert await items(curator, "/v1/tracks") == []
