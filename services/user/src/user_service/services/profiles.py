"""Profiles: read through the cache, changed on the primary."""

from dataclasses import dataclass, replace
from uuid import UUID

from legato_kit.cache import Cache
from legato_kit.database import Database, Session
from legato_kit.errors import (
    ConflictError,
    FieldError,
    UnauthenticatedError,
    UnprocessableError,
)
from legato_kit.idempotency import Claim, answer_once, find_answer
from legato_kit.identity import Identity, Role
from user_service.models import Profile, ProfileChange
from user_service.services.attempts import AttemptLimit
from user_service.services.passwords import Passwords
from user_service.storage.accounts import Account, AccountStore
from user_service.storage.attempts import AttemptStore
from user_service.storage.sessions import SessionStore

TTL_SECONDS = 60
"""Bounds how long an old profile can be seen: when the cache missed a change, or when two changes
at the same moment reached it in the other order."""

DELETED = b""
"""Stands in the cache for a deleted account, so that no late reader fills in the old profile."""


@dataclass(frozen=True, slots=True)
class ProfileService:
    """An account as its owner sees and changes it."""

    database: Database
    cache: Cache
    attempts: AttemptLimit
    passwords: Passwords

    async def get_json(self, account_id: UUID) -> bytes:
        """Return the profile as JSON; raise `UnauthenticatedError` when the account is gone."""
        key = _cache_key(account_id)
        body = await self.cache.get(key)
        if body is None:
            async with self.database.reading() as session:
                account = await AccountStore(session).get(account_id)
            if account is None:
                # A replica may lag behind a sign-up that is a moment old.
                async with self.database.transaction() as session:
                    account = await AccountStore(session).get(account_id)
            body = DELETED if account is None else _profile(account).model_dump_json().encode()
            await self.cache.fill(key, body, ttl_seconds=TTL_SECONDS)
        if body == DELETED:
            raise _account_is_gone()
        return body

    async def change(
        self, identity: Identity, change: ProfileChange, claim: Claim | None
    ) -> Profile:
        """Apply the change and return the new profile.

        Raises `UnprocessableError` for a wrong current password, `TooManyRequestsError` after
        ten of them, `EmailTakenError`, and `UnauthenticatedError` when the account is gone. A new
        password ends other sessions.
        """
        proof = None
        if change.current_password is not None:
            async with self.database.transaction() as session:
                answered = await find_answer(session, claim, Profile)
                account = await AccountStore(session).get(identity.account_id)
            if answered is not None:
                return answered
            proof = await self._prove(account, change)
        applied = False

        async def apply() -> Profile:
            nonlocal applied
            account = await _apply(session, identity, change, proof)
            applied = True
            return _profile(account)

        async with self.database.transaction() as session:
            profile = await answer_once(session, claim, Profile, apply)
        if applied:
            # The answer of a repeated request may be older than the profile.
            body = profile.model_dump_json().encode()
            await self.cache.put(_cache_key(profile.id), body, ttl_seconds=TTL_SECONDS)
        return profile

    async def delete(self, identity: Identity) -> None:
        """Delete the account; raise `ConflictError` when it is the last admin's."""
        async with self.database.transaction() as session:
            await _refuse_last_admin(session, identity)
            await AccountStore(session).delete(identity.account_id)
        await self.cache.put(_cache_key(identity.account_id), DELETED, ttl_seconds=TTL_SECONDS)

    async def _prove(self, account: Account | None, change: ProfileChange) -> "_Proof":
        """Check the current password; hash the new one, if there is one."""
        if account is None or change.current_password is None:
            raise _account_is_gone()
        await self.attempts.admit(account.email)
        current = change.current_password.get_secret_value()
        if not await self.passwords.verify(current, account.password_hash):
            raise _wrong_password()
        new_hash = None
        if change.password is not None:
            new_hash = await self.passwords.hash(change.password.get_secret_value())
        return _Proof(account.password_hash, new_hash)


@dataclass(frozen=True, slots=True)
class _Proof:
    """The hash that the current password fitted, and that of the new one."""

    fitted: str
    new_hash: str | None


async def _apply(
    session: Session, identity: Identity, change: ProfileChange, proof: _Proof | None
) -> Account:
    account = await AccountStore(session).get_for_update(identity.account_id)
    if account is None:
        raise _account_is_gone()
    if proof is not None:
        if account.password_hash != proof.fitted:
            raise _wrong_password()
        await AttemptStore(session).clear(account.email)
    account = _changed(account, change, proof)
    await AccountStore(session).set_profile(account)
    if change.password is not None:
        await SessionStore(session).end_all_but(identity.session_id, account.id)
    return account


async def _refuse_last_admin(session: Session, identity: Identity) -> None:
    if Role.ADMIN not in identity.roles:
        return
    if list(await AccountStore(session).lock_admins()) == [identity.account_id]:
        raise ConflictError("the last admin cannot be deleted; make another one first")


def _changed(account: Account, change: ProfileChange, proof: _Proof | None) -> Account:
    new_hash = None if proof is None else proof.new_hash
    return replace(
        account,
        email=change.email or account.email,
        display_name=change.display_name or account.display_name,
        password_hash=new_hash or account.password_hash,
    )


def _profile(account: Account) -> Profile:
    return Profile(
        id=account.id,
        email=account.email,
        display_name=account.display_name,
        plan=account.plan,
        roles=account.roles,
    )


def _cache_key(account_id: UUID) -> str:
    return f"profile:1:{account_id}"


def _account_is_gone() -> UnauthenticatedError:
    return UnauthenticatedError("the account does not exist any more")


def _wrong_password() -> UnprocessableError:
    errors = [FieldError("current_password", "is wrong")]
    return UnprocessableError("the current password is wrong", errors=errors)
