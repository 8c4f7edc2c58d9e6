"""Accounts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from legato_kit.database import Session
from legato_kit.errors import ConflictError, FieldError, UniqueViolationError
from user_service.models import email_key


@dataclass(frozen=True, slots=True)
class Account:
    """A row of `account`."""

    id: UUID
    email: str
    password_hash: str
    display_name: str
    plan: str
    roles: list[str]


@dataclass(frozen=True, slots=True)
class _Id:
    id: UUID


class EmailTakenError(ConflictError):
    """Another account has this e-mail address."""

    def __init__(self) -> None:
        reason = "is taken by another account"
        super().__init__("the e-mail address is taken", errors=[FieldError("email", reason)])


@contextmanager
def _unique_email() -> Iterator[None]:
    """Say what a second row of the same address means."""
    try:
        yield
    except UniqueViolationError as error:
        raise EmailTakenError from error


class AccountStore:
    """Statements on accounts, within one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, account: Account) -> None:
        """Add an account; raise `EmailTakenError`."""
        with _unique_email():
            await self._session.execute(
                "accounts.add",
                id=account.id,
                email=account.email,
                email_key=email_key(account.email),
                password_hash=account.password_hash,
                display_name=account.display_name,
                roles=account.roles,
            )

    async def get(self, account_id: UUID) -> Account | None:
        """Return the account, or None."""
        return await self._session.fetch_one(Account, "accounts.get", id=account_id)

    async def get_for_update(self, account_id: UUID) -> Account | None:
        """Return the account, locked until the transaction ends, or None."""
        return await self._session.fetch_one(Account, "accounts.get_for_update", id=account_id)

    async def get_by_email(self, email: str) -> Account | None:
        """Return the account of an address, or None."""
        return await self._session.fetch_one(
            Account, "accounts.get_by_email", email_key=email_key(email)
        )

    async def set_profile(self, account: Account) -> None:
        """Write e-mail, password and name; raise `EmailTakenError`."""
        with _unique_email():
            await self._session.execute(
                "accounts.set_profile",
                id=account.id,
                email=account.email,
                email_key=email_key(account.email),
                password_hash=account.password_hash,
                display_name=account.display_name,
            )

    async def set_password_hash(self, account_id: UUID, password_hash: str) -> None:
        """Replace the hash of the password."""
        await self._session.execute(
            "accounts.set_password_hash", id=account_id, password_hash=password_hash
        )

    async def delete(self, account_id: UUID) -> None:
        """Delete the account with all that hangs on it."""
        await self._session.execute("accounts.delete", id=account_id)

    async def lock_admins(self) -> Sequence[UUID]:
        """Return the ids of all admins, locked until the transaction ends."""
        rows = await self._session.fetch_all(_Id, "accounts.lock_admins")
        return [row.id for row in rows]
