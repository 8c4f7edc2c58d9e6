"""Bodies, queries and paths that make no sense: each gets a problem document that names it.

That no answer is a defect of ours, and every error a problem document, every client here checks.
"""

import json
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.support.people import PASSWORD, Person, new_email
from tests.support.problems import assert_problem

pytestmark = pytest.mark.e2e

MEBIBYTE = 1024 * 1024
JSON = {"Content-Type": "application/json"}

MALFORMED = {
    "nothing": b"",
    "half an object": b'{"display_name": "A"',
    "a list": b"[]",
    "a text": b'"display_name"',
    "null": b"null",
    "a number": b"1",
    "no JSON": b"display_name=A",
    "no UTF-8": b'{"display_name": "\xff\xfe"}',
    "UTF-16": '{"display_name": 7}'.encode("utf-16"),
    "very deep": b"[" * 100_000,
    "a deep value": b'{"display_name": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "a very long number": b'{"display_name": ' + b"9" * 10_000 + b"}",
    "NaN": b'{"display_name": NaN}',
}

BAD_NAMES: dict[str, object] = {
    "empty": "",
    "blank": " \t ",
    "too long": "x" * 81,
    "with NUL": "a\0b",
    "with a line break": "a\nb",
    "with half a character": "a\ud800b",
    "a number": 7,
    "a truth": True,
    "a list": ["A"],
    "an object": {"name": "A"},
}

BAD_REGISTRATIONS: dict[str, tuple[str, object]] = {
    "no e-mail": ("email", None),
    "no address": ("email", "nobody"),
    "two addresses": ("email", "a@example.org, b@example.org"),
    "a header in the address": ("email", "a@example.org\r\nBcc: b@example.org"),
    "NUL in the address": ("email", "a\0@example.org"),
    "half a character in the address": ("email", "\ud800@example.org"),
    "a long address": ("email", f"{'a' * 300}@example.org"),
    "a short password": ("password", "short"),
    "a long password": ("password", "x" * 1000),
    "half a character in the password": ("password", "\ud800" * 10),
    "an unknown field": ("roles", ["admin"]),
}

BAD_QUERIES = {
    "limit": ["0", "-1", "1000000", "9" * 40, "ten", "1.5", "", "\0"],
    "cursor": ["x", "!", "W10", "bnVsbA", "e30", "WzEsMl0", "A" * 2000, "\0", "\U0001f3b5"],
}

LISTS = ("/v1/artists", "/v1/albums", "/v1/tracks")

BAD_IDS = ("1", "none", "0197b0c8", "%00", "%ff%fe", "..%3b", "'", "0" * 500, "\U0001f3b5")


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_malformed_body_is_refused(listener: Person, body: bytes) -> None:
    assert_problem(await listener.http.patch("/v1/me", content=body, headers=JSON), 400, 422)


@pytest.mark.parametrize("name", BAD_NAMES.values(), ids=BAD_NAMES.keys())
async def test_a_bad_value_is_refused_by_the_name_of_its_field(
    listener: Person, name: object
) -> None:
    body = json.dumps({"display_name": name})
    answer = await listener.http.patch("/v1/me", content=body, headers=JSON)
    assert_problem(answer, 422, field="display_name")


async def test_an_unknown_field_is_refused_by_its_name(listener: Person) -> None:
    answer = await listener.http.patch("/v1/me", json={"roles": ["admin"]})
    assert_problem(answer, 422, field="roles")


@pytest.mark.parametrize(("field", "value"), BAD_REGISTRATIONS.values(), ids=BAD_REGISTRATIONS)
async def test_a_bad_registration_is_refused_by_the_name_of_its_field(
    client: httpx.AsyncClient, field: str, value: object
) -> None:
    good = {"email": new_email(), "password": PASSWORD, "display_name": "Ada"}
    body = json.dumps({**good, field: value})
    answer = await client.post("/v1/auth/register", content=body, headers=JSON)
    assert_problem(answer, 422, field=field)


@pytest.mark.parametrize("value", ["\0", "\ud800", "x" * 1000, 7, None, []], ids=repr)
async def test_a_sign_in_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, value: object
) -> None:
    for field in ("email", "password"):
        body = json.dumps({"email": new_email(), "password": PASSWORD, field: value})
        answer = await client.post("/v1/auth/login", content=body, headers=JSON)
        assert_problem(answer, 401, 422)


@pytest.mark.parametrize("value", ["\0", "\ud800", "x" * 5000, 7, None, [], {}], ids=repr)
async def test_a_refresh_token_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, value: object
) -> None:
    body = json.dumps({"refresh_token": value})
    answer = await client.post("/v1/auth/refresh", content=body, headers=JSON)
    assert_problem(answer, 401, 422)


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "\u00e9"], ids=repr)
async def test_an_idempotency_key_that_is_none_is_refused(listener: Person, key: str) -> None:
    headers = httpx.Headers([(b"Idempotency-Key", key.encode())])
    answer = await listener.http.patch("/v1/me", json={"display_name": "A"}, headers=headers)
    assert_problem(answer, 400, 422)


async def test_a_body_above_one_mebibyte_is_refused_whether_it_says_so_or_not(
    listener: Person,
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(32):
            yield b" " * (MEBIBYTE // 16)

    for body in (b" " * 2 * MEBIBYTE, chunks()):
        answer = await listener.http.patch("/v1/me", content=body, headers=JSON)
        assert_problem(answer, 413)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD_QUERIES.items() for value in values]
)
async def test_a_bad_query_is_refused_by_its_name(
    listener: Person, path: str, name: str, value: str
) -> None:
    answer = await listener.http.get(path, params={name: value})
    assert_problem(answer, 422, field=name)


@pytest.mark.parametrize("query", ["", "q=", "q=%00", "q=" + "x" * 5000, "q=%ff", "q=a&limit=0"])
async def test_a_search_for_nothing_or_for_nonsense_is_no_defect(
    listener: Person, query: str
) -> None:
    answer = await listener.http.get(f"/v1/search?{query}")
    assert answer.status_code in {200, 422}


@pytest.mark.parametrize(
    "query", ["%", "_", "\\", "'; --", "a & | ! ( ) : *", "\U0001f3b5", "\u00df"]
)
async def test_a_search_takes_every_character_for_itself(listener: Person, query: str) -> None:
    answer = await listener.http.get("/v1/search", params={"q": query})
    assert answer.status_code == 200
    assert set(answer.json()) >= {"artists", "albums", "tracks"}


@pytest.mark.parametrize("thing", ["artists", "albums", "tracks", "imports"])
@pytest.mark.parametrize("identifier", BAD_IDS)
async def test_an_id_that_is_none_is_refused(admin: Person, thing: str, identifier: str) -> None:
    answer = await admin.http.get(f"/v1/{thing}/{identifier}")
    assert_problem(answer, 400, 404, 422)


@pytest.mark.parametrize("thing", ["artists", "albums", "tracks", "imports"])
async def test_an_id_that_nothing_has_is_not_found(admin: Person, thing: str) -> None:
    answer = await admin.http.get(f"/v1/{thing}/0197b0c8-0000-7000-8000-000000000001")
    assert_problem(answer, 404)


async def test_a_method_that_a_path_does_not_have_is_refused(listener: Person) -> None:
    for method, path in (("PUT", "/v1/me"), ("DELETE", "/v1/tracks"), ("POST", "/v1/search")):
        answer = await listener.http.request(method, path)
        assert_problem(answer, 405)
        assert answer.headers["allow"]
