"""Taking uploads in, and telling how far their imports have come."""

import contextlib
import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from legato_kit.database import Database
from legato_kit.errors import (
    FieldError,
    NotFoundError,
    PayloadTooLargeError,
    UnavailableError,
    UnprocessableError,
)
from legato_kit.idempotency import answer_once, build_claim
from legato_kit.identity import Identity, Role
from legato_kit.ids import new_id
from legato_kit.paging import Page
from legato_kit.telemetry import Telemetry
from music_service.imports.names import shown, split_name
from music_service.models import Import, ImportAccepted
from music_service.storage.imports import ImportRow, ImportStore, NewImport
from music_service.storage.objects import ObjectStore
from music_service.storage.pages import PageRequest

UPLOADS = "uploads/"
"""Prefix of the object keys of uploads."""

RETRY_AFTER_SECONDS = 5

MAX_FORM_BYTES = 1024 * 1024
"""What boundaries and other fields may add to a file."""

NAMELESS = "upload"


class Upload(Protocol):
    """A file on its way in: its name, and its bytes by iteration, once."""

    name: str

    def __aiter__(self) -> AsyncIterator[bytes]: ...


class UploadGate:
    """Bounds the uploads at a time, since each holds some memory."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._active = 0

    @contextlib.contextmanager
    def passed(self) -> Iterator[None]:
        """Hold a place; raise `UnavailableError` at once when there is none."""
        if self._active >= self._most:
            raise UnavailableError(
                "too many uploads are on their way", retry_after_seconds=RETRY_AFTER_SECONDS
            )
        self._active += 1
        try:
            yield
        finally:
            self._active -= 1


class _Measured:
    """Passes an upload on, hashed and counted, up to a limit."""

    def __init__(self, upload: Upload, most_bytes: int) -> None:
        self.bytes = 0
        self._upload = upload
        self._most_bytes = most_bytes
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> bytes:
        """Digest of what came so far."""
        return self._digest.digest()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._upload:
            self.bytes += len(chunk)
            if self.bytes > self._most_bytes:
                raise _too_large(self._most_bytes)
            self._digest.update(chunk)
            yield chunk
        if not self.bytes:
            errors = [FieldError("file", "is empty")]
            raise UnprocessableError("the file is refused", errors=errors)


@dataclass(frozen=True, slots=True)
class ImportService:
    """Uploads and imports."""

    database: Database
    objects: ObjectStore
    telemetry: Telemetry
    gate: UploadGate
    max_upload_bytes: int

    def check_announced(self, body_bytes: int | None) -> None:
        """Raise `PayloadTooLargeError` for a body that cannot hold a file small enough."""
        if body_bytes is not None and body_bytes > self.max_upload_bytes + MAX_FORM_BYTES:
            raise _too_large(self.max_upload_bytes)

    async def accept(self, identity: Identity, upload: Upload, key: str | None) -> ImportAccepted:
        """Keep an upload and put it in the queue.

        Where it is not known whether the database has it, the upload stays for the purge to find.
        Raises `PayloadTooLargeError`, `UnprocessableError` for an empty file or an idempotency
        key of another request, and `UnavailableError`.
        """
        import_id = new_id()
        object_key = _upload_key(import_id)
        measured = _Measured(upload, self.max_upload_bytes)
        with self.gate.passed():
            await self.objects.put_stream(object_key, aiter(measured))
        new = NewImport(
            id=import_id,
            account_id=identity.account_id,
            file_name=shown(split_name(upload.name)[-1]) or NAMELESS,
            object_key=object_key,
            size=measured.bytes,
            sha256=measured.sha256,
            traceparent=self.telemetry.outgoing_headers().get("traceparent"),
        )
        try:
            accepted = await self._enqueue(new, key)
        except UnprocessableError:
            await self.objects.discard(object_key)
            raise
        if accepted.id != import_id:
            await self.objects.discard(object_key)
        return accepted

    async def get(self, identity: Identity, import_id: UUID) -> ImportRow:
        """Return an import of the caller's, or any to an admin; raise `NotFoundError`."""
        async with self.database.transaction() as session:
            return await _get(ImportStore(session), identity, import_id)

    async def list_page(self, identity: Identity, page: PageRequest) -> Page[Import]:
        """Return the caller's imports, or all to an admin, newest first."""
        account_id = None if Role.ADMIN in identity.roles else identity.account_id
        async with self.database.transaction() as session:
            return await ImportStore(session).list_page(page, account_id)

    async def cancel(self, identity: Identity, import_id: UUID) -> ImportRow:
        """Cancel an import that is not over; return it. What was taken of it stays.

        Its upload goes at once; a process that still reads it finds its lease gone.
        """
        async with self.database.transaction() as session:
            imports = ImportStore(session)
            await _get(imports, identity, import_id)
            await imports.cancel(import_id)
            cancelled = await _get(imports, identity, import_id)
        await self.objects.discard(_upload_key(import_id))
        return cancelled

    async def _enqueue(self, new: NewImport, key: str | None) -> ImportAccepted:
        facts = new.file_name.encode() + b"\0" + new.sha256
        claim = build_claim(str(new.account_id), key, "create_import", facts)

        async def add() -> ImportAccepted:
            await ImportStore(session).add(new)
            return ImportAccepted(id=new.id)

        async with self.database.transaction() as session:
            return await answer_once(session, claim, ImportAccepted, add)


def _upload_key(import_id: UUID) -> str:
    return f"{UPLOADS}{import_id}"


async def _get(imports: ImportStore, identity: Identity, import_id: UUID) -> ImportRow:
    found = await imports.get(import_id)
    is_visible = found is not None and (
        found.account_id == identity.account_id or Role.ADMIN in identity.roles
    )
    if found is None or not is_visible:
        raise NotFoundError("there is no such import")
    return found


def _too_large(most_bytes: int) -> PayloadTooLargeError:
    errors = [FieldError("file", f"may hold {most_bytes} bytes at most")]
    return PayloadTooLargeError("the file is too large", errors=errors)
