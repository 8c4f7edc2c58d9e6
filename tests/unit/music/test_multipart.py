"""The file of a form, however its bytes arrive."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from legato_kit.errors import BadRequestError, LegatoError, PayloadTooLargeError, UnavailableError
from music_service.handlers.multipart import OTHER_FIELDS_BYTES, open_form_file
from music_service.services.imports import UploadGate

BOUNDARY = b"boundary"


def form(*parts: tuple[str, bytes]) -> bytes:
    """A form of parts with these dispositions."""
    body = b""
    for disposition, content in parts:
        head = f"Content-Disposition: form-data; {disposition}\r\nContent-Type: audio/ogg\r\n\r\n"
        body += b"--" + BOUNDARY + b"\r\n" + head.encode() + content + b"\r\n"
    return body + b"--" + BOUNDARY + b"--\r\n"


def request_of(chunks: Sequence[bytes], *, is_cut_off: bool = False) -> Request:
    """A request whose body arrives in these chunks."""
    messages: list[Message] = [
        {"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks
    ]
    last: Message = {"type": "http.request", "body": b"", "more_body": False}
    messages.append({"type": "http.disconnect"} if is_cut_off else last)

    async def receive() -> Message:
        return messages.pop(0)

    content_type = b"multipart/form-data; boundary=" + BOUNDARY
    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", content_type)]}
    return Request(scope, receive)


async def read(request: Request) -> tuple[str, bytes]:
    """Name and content of the form's file."""
    file = await open_form_file(request)
    return file.name, b"".join([chunk async for chunk in file])


def split(body: bytes, places: Sequence[int]) -> Sequence[bytes]:
    """Cut the body at these places."""
    bounds = [0, *sorted(place % (len(body) + 1) for place in places), len(body)]
    return [body[start:end] for start, end in pairwise(bounds)]


@given(
    content=st.one_of(
        st.binary(max_size=300), st.lists(st.sampled_from([b"\r\n", b"--boundary", b"-", b"x"]))
    ),
    places=st.lists(st.integers(0, 2000), max_size=20),
)
async def test_a_file_arrives_whole_in_chunks_of_any_size(
    content: bytes | list[bytes], places: list[int]
) -> None:
    raw = content if isinstance(content, bytes) else b"".join(content)
    if b"\r\n--boundary" in b"\r\n" + raw:
        return  # a client chooses a boundary that its file does not hold
    body = form(('name="note"', b"first"), ('name="file"; filename="a.ogg"', raw))
    assert await read(request_of(split(body, places))) == ("a.ogg", raw)


@given(places=st.lists(st.integers(0, 2000), max_size=20), kept=st.floats(0, 0.99))
async def test_a_form_that_is_cut_off_anywhere_is_refused(places: list[int], kept: float) -> None:
    body = form(('name="file"; filename="a.ogg"', b"content" * 20)).rstrip(b"-\r\n")
    part = body[: int(len(body) * kept)]
    with pytest.raises(BadRequestError):
        await read(request_of(split(part, places)))
    with pytest.raises(BadRequestError):
        await read(request_of([*split(part, places), b""], is_cut_off=True))


@given(st.binary(max_size=500), st.lists(st.integers(0, 500), max_size=5))
async def test_a_body_of_any_bytes_is_refused_as_the_clients_mistake(
    body: bytes, places: list[int]
) -> None:
    for head in (b"", b"--boundary\r\n", b"--boundary\r\nContent-Disposition: form-data; name="):
        with pytest.raises(LegatoError):
            await read(request_of(split(head + body, places)))


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('name="file"; filename="Bj\u00f6rk.ogg"', "Björk.ogg"),
        ('filename="a.ogg"; name="file"', "a.ogg"),
        ("name=file; filename=a.ogg", "a.ogg"),
        ('name="file"; filename="a \\"b\\".ogg"', 'a "b".ogg'),
    ],
)
async def test_the_name_of_the_file_is_read(disposition: str, name: str) -> None:
    assert await read(request_of([form((disposition, b"x"))])) == (name, b"x")


@pytest.mark.parametrize("is_before", [True, False])
async def test_other_fields_may_hold_only_so_much(is_before: bool) -> None:  # noqa: FBT001
    file = ('name="file"; filename="a.ogg"', b"x")
    for size, is_too_much in ((OTHER_FIELDS_BYTES, False), (OTHER_FIELDS_BYTES + 1, True)):
        note = ('name="note"', bytes(size))
        request = request_of([form(*((note, file) if is_before else (file, note)))])
        if is_too_much:
            with pytest.raises(PayloadTooLargeError):
                await read(request)
        else:
            assert await read(request) == ("a.ogg", b"x")


async def test_a_gate_lets_only_so_many_pass_and_tells_the_others_to_come_back() -> None:
    gate = UploadGate(2)
    with gate.passed(), gate.passed():
        with pytest.raises(UnavailableError) as refused, gate.passed():
            pass
        assert refused.value.headers["Retry-After"]
    with gate.passed(), gate.passed():
        pass
