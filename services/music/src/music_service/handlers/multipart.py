"""The file of a multipart form, read as it arrives: it is never kept, neither here nor on disk."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from enum import Enum, auto

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from legato_kit.errors import (
    BadRequestError,
    FieldError,
    PayloadTooLargeError,
    UnprocessableError,
)
from music_service.errors import RequestTimeoutError, UnsupportedMediaTypeError

FILE_FIELD = "file"

OTHER_FIELDS_BYTES = 64 * 1024
"""What all other parts of the form may add up to; they are read and dropped."""

SILENCE_SECONDS = 60.0
"""How long a client may send nothing in the middle of its body."""


class _Kind(Enum):
    PART = auto()
    DATA = auto()
    PART_END = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class _Event:
    kind: _Kind
    data: bytes = b""


Events = AsyncGenerator[_Event, None]


class FormFile:
    """The part `file`: its name, and its bytes by iteration, once."""

    def __init__(self, name: str, events: Events) -> None:
        self.name = name
        self._events = events

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the file's bytes, then read what follows it.

        Raises `BadRequestError` when the form ends before its last boundary, and
        `UnprocessableError` for a second file.
        """
        others = 0
        is_file = True
        async for event in self._events:
            if event.kind is _Kind.DATA and is_file:
                yield event.data
            elif event.kind is _Kind.DATA:
                others = _count_other(others, event)
            elif event.kind is _Kind.PART_END:
                is_file = False
            elif event.kind is _Kind.PART and _parse_disposition(event.data)[0] == FILE_FIELD:
                raise _refused("must be there once only")
            elif event.kind is _Kind.END:
                return
        raise BadRequestError("the form ends before its last boundary")


async def open_form_file(request: Request) -> FormFile:
    """Read up to the beginning of the file.

    Raises `UnsupportedMediaTypeError`, and `UnprocessableError` when there is no file.
    """
    events = _parse(_boundary_of(request.headers.get("content-type", "")), _chunks_of(request))
    others = 0
    async for event in events:
        if event.kind is _Kind.PART:
            name, file_name = _parse_disposition(event.data)
            if name == FILE_FIELD and file_name:
                return FormFile(file_name, events)
            if name == FILE_FIELD:
                raise _refused("must be a file with a name")
        elif event.kind is _Kind.DATA:
            others = _count_other(others, event)
        elif event.kind is _Kind.END:
            raise _refused("is missing")
    raise BadRequestError("the form ends before its last boundary")


def _boundary_of(content_type: str) -> bytes:
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise UnsupportedMediaTypeError(
            "the body must be multipart/form-data with a boundary",
            errors=[FieldError("Content-Type", "must be multipart/form-data with a boundary")],
        )
    return boundary


async def _chunks_of(request: Request) -> AsyncIterator[bytes]:
    """Yield the body as it arrives; a client that goes away or falls silent is an error."""
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                chunk = await anext(stream)
        except StopAsyncIteration:
            return
        except ClientDisconnect as error:
            raise BadRequestError("the upload was cut off") from error
        except TimeoutError as error:
            raise RequestTimeoutError("nothing was sent for too long") from error
        # Outside of the deadline: how long the store takes is not the client's silence.
        yield chunk


@dataclass(slots=True)
class _Header:
    name: bytearray = field(default_factory=bytearray)
    value: bytearray = field(default_factory=bytearray)


class _Collector:
    """What the parser calls back with, as events."""

    def __init__(self) -> None:
        self.events: list[_Event] = []
        self._header = _Header()
        self._disposition = b""

    def on_part_begin(self) -> None:
        self._disposition = b""

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header.name += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header.value += data[start:end]

    def on_header_end(self) -> None:
        if self._header.name.lower() == b"content-disposition":
            self._disposition = bytes(self._header.value)
        self._header = _Header()

    def on_headers_finished(self) -> None:
        self.events.append(_Event(_Kind.PART, self._disposition))

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self.events.append(_Event(_Kind.DATA, data[start:end]))

    def on_part_end(self) -> None:
        self.events.append(_Event(_Kind.PART_END))

    def on_end(self) -> None:
        self.events.append(_Event(_Kind.END))


async def _parse(boundary: bytes, chunks: AsyncIterator[bytes]) -> Events:
    try:
        collector = _Collector()
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": collector.on_part_begin,
                "on_header_field": collector.on_header_field,
                "on_header_value": collector.on_header_value,
                "on_header_end": collector.on_header_end,
                "on_headers_finished": collector.on_headers_finished,
                "on_part_data": collector.on_part_data,
                "on_part_end": collector.on_part_end,
                "on_end": collector.on_end,
            },
        )
        async for chunk in chunks:
            parser.write(chunk)
            for event in collector.events:
                yield event
            collector.events.clear()
    except FormParserError as error:
        raise BadRequestError(f"the form cannot be read: {error}") from error


def _parse_disposition(header: bytes) -> tuple[str, str]:
    """Return name and file name of a part, empty where there is none."""
    _, options = parse_options_header(header)
    name, file_name = options.get(b"name", b""), options.get(b"filename", b"")
    return name.decode("utf-8", "replace"), file_name.decode("utf-8", "replace")


def _count_other(counted: int, event: _Event) -> int:
    counted += len(event.data)
    if counted > OTHER_FIELDS_BYTES:
        raise PayloadTooLargeError("the form's other fields are too large")
    return counted


def _refused(reason: str) -> UnprocessableError:
    return UnprocessableError("the form is refused", errors=[FieldError(FILE_FIELD, reason)])
