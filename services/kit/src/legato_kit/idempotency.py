"""Idempotency-Key: a request is carried out once; its repeat gets the first answer.

Key, fingerprint and answer are stored in the transaction of the change itself, so that a client
whose connection was cut off learns the outcome by asking again.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Header
from pydantic import BaseModel

from legato_kit.database import Session
from legato_kit.errors import FieldError, UnprocessableError

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="A repeat with the same key and body within 24 hours gets the first answer.",
    ),
]

Answer = TypeVar("Answer", bound=BaseModel)

ANONYMOUS = "anonymous"
"""Principal of requests that carry no token."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What identifies a request: who asked, under which key, for what."""

    principal: str
    key: str
    fingerprint: bytes


def build_claim(
    principal: str, key: str | None, operation: str, body: bytes, *, secret: bytes = b""
) -> Claim | None:
    """Return the claim of a request, or None when it carried no key.

    `secret` keys the fingerprint of a body that holds a password.
    """
    if key is None:
        return None
    mac = hashlib.blake2b(key=secret[:64], digest_size=32)
    mac.update(operation.encode() + b"\0" + body)
    return Claim(principal, key, mac.digest())


@dataclass(frozen=True, slots=True)
class _Stored:
    fingerprint: bytes
    answer: str


async def find_answer(
    session: Session, claim: Claim | None, answer_type: type[Answer]
) -> Answer | None:
    """Return the answer that was kept for the request, or None when it is new.

    Raises `UnprocessableError` when the key was used for another request.
    """
    if claim is None:
        return None
    stored = await session.fetch_one(
        _Stored, "idempotency.find", principal=claim.principal, key=claim.key
    )
    if stored is None:
        return None
    if stored.fingerprint != claim.fingerprint:
        reason = "was used for another request"
        raise UnprocessableError(
            "the idempotency key is refused", errors=[FieldError("Idempotency-Key", reason)]
        )
    return answer_type.model_validate_json(stored.answer)


async def answer_once(
    session: Session,
    claim: Claim | None,
    answer_type: type[Answer],
    act: Callable[[], Awaitable[Answer]],
) -> Answer:
    """Act and keep the answer, or return the answer that was kept.

    Raises `UnprocessableError` when the key was used for another request.
    """
    if claim is None:
        return await act()
    key = {"principal": claim.principal, "key": claim.key}
    if not await session.execute("idempotency.claim", **key, fingerprint=claim.fingerprint):
        kept = await find_answer(session, claim, answer_type)
        if kept is not None:
            return kept
    answer = await act()
    await session.execute("idempotency.record", **key, answer=answer.model_dump_json())
    return answer
