"""Signing up, and the first admin."""

from dataclasses import dataclass

from legato_kit.database import Database
from legato_kit.errors import ForbiddenError
from legato_kit.idempotency import Claim, answer_once
from legato_kit.identity import Role
from legato_kit.ids import new_id
from user_service.models import Registered, Registration
from user_service.services.passwords import Passwords
from user_service.storage.accounts import Account, AccountStore

FREE_PLAN = "free"


@dataclass(frozen=True, slots=True)
class AccountService:
    """Makes accounts."""

    database: Database
    passwords: Passwords
    registration_open: bool

    async def register(self, registration: Registration, claim: Claim | None) -> Registered:
        """Add a listener's account; raise `EmailTakenError`, or `ForbiddenError` when closed."""
        if not self.registration_open:
            raise ForbiddenError("registration is closed here; ask whoever runs this Legato")
        account = await self._build(registration, [Role.LISTENER])

        async def add() -> Registered:
            await AccountStore(session).add(account)
            return Registered(id=account.id)

        async with self.database.transaction() as session:
            return await answer_once(session, claim, Registered, add)

    async def ensure_admin(self, registration: Registration) -> bool:
        """Add the first admin unless there is an admin already; return whether it was added."""
        account = await self._build(registration, [Role.LISTENER, Role.CURATOR, Role.ADMIN])
        async with self.database.transaction() as session:
            accounts = AccountStore(session)
            if await accounts.lock_admins():
                return False
            await accounts.add(account)
        return True

    async def _build(self, registration: Registration, roles: list[Role]) -> Account:
        password_hash = await self.passwords.hash(registration.password.get_secret_value())
        return Account(
            id=new_id(),
            email=registration.email,
            password_hash=password_hash,
            display_name=registration.display_name,
            plan=FREE_PLAN,
            roles=[str(role) for role in roles],
        )
