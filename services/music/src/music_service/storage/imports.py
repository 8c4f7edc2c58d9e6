"""Imports as those see them who handed them in."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from pydantic import Field

from legato_kit.database import Session
from legato_kit.paging import Page, cut_page, encode_cursor
from music_service.models import Import
from music_service.storage.pages import PageRequest, read_cursor


@dataclass(frozen=True, slots=True)
class NewImport:
    """An upload that lies in the object store and waits to be looked at."""

    id: UUID
    account_id: UUID
    file_name: str
    object_key: str
    size: int
    sha256: bytes
    traceparent: str | None


class ImportRow(Import):
    """An import with who handed it in."""

    account_id: UUID = Field(exclude=True)


@dataclass(frozen=True, slots=True)
class _Upload:
    object_key: str


class ImportStore:
    """Statements on imports, within one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, new: NewImport) -> None:
        """Add an import to the queue."""
        await self._session.execute(
            "imports.add",
            id=new.id,
            account_id=new.account_id,
            file_name=new.file_name,
            object_key=new.object_key,
            bytes=new.size,
            sha256=new.sha256,
            traceparent=new.traceparent,
        )

    async def get(self, import_id: UUID) -> ImportRow | None:
        """Return the import, or None."""
        return await self._session.fetch_one(ImportRow, "imports.get", id=import_id)

    async def list_page(self, page: PageRequest, account_id: UUID | None) -> Page[Import]:
        """Return imports, newest first: of one account, or of all."""
        (after_id,) = read_cursor(page.cursor, UUID)
        rows = await self._session.fetch_all(
            ImportRow,
            "imports.list_page",
            account_id=account_id,
            after_id=after_id,
            limit=page.limit + 1,
        )
        items, has_more = cut_page(rows, page.limit)
        cursor = encode_cursor((str(items[-1].id),)) if has_more else None
        return Page[Import](items=list(items), next_cursor=cursor)

    async def cancel(self, import_id: UUID) -> None:
        """Cancel what is not over yet."""
        await self._session.execute("imports.cancel", id=import_id)

    async def list_needed_uploads(self) -> Collection[str]:
        """Return the object keys of uploads that are still to be read."""
        rows = await self._session.fetch_all(_Upload, "imports.list_needed_uploads")
        return {row.object_key for row in rows}
