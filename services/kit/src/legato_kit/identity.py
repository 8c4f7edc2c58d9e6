"""Who is asking: taken from a verified token alone, never from another header."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import Depends, Request

from legato_kit.errors import ForbiddenError, UnauthenticatedError
from legato_kit.keys import Claims

if TYPE_CHECKING:
    from legato_kit.tokens import TokenVerifier


class Role(StrEnum):
    """What an account may do; every account is a listener."""

    LISTENER = "listener"
    CURATOR = "curator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Identity:
    """The bearer of a verified access token."""

    account_id: UUID
    session_id: UUID
    plan: str
    roles: frozenset[str]

    def require(self, *roles: Role) -> None:
        """Raise `ForbiddenError` unless the bearer has one of the roles."""
        if self.roles.isdisjoint(roles):
            raise ForbiddenError(f"this needs the role {' or '.join(roles)}")


def identity_of(claims: Claims) -> Identity:
    """Read an identity from verified claims; raise `UnauthenticatedError` when one is off."""
    try:
        return Identity(
            UUID(claims["sub"]), UUID(claims["sid"]), claims["plan"], frozenset(claims["roles"])
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnauthenticatedError("the token lacks a claim of an access token") from error


async def authenticate(request: Request) -> Identity:
    """Return the identity of the request's bearer token (a FastAPI dependency)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise UnauthenticatedError("a bearer token is needed")
    verifier: TokenVerifier = request.state.verifier
    return identity_of(await verifier.verify(token))


Authenticated = Annotated[Identity, Depends(authenticate)]
"""A route parameter of this type makes the route ask for a token."""
