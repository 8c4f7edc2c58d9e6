"""The caller's own account."""

from fastapi import APIRouter, status
from fastapi.responses import Response

from legato_kit.idempotency import IdempotencyKey, build_claim
from legato_kit.identity import Authenticated
from user_service.context import InContext
from user_service.models import Profile, ProfileChange

router = APIRouter(tags=["me"])


@router.get("/v1/me", response_model=Profile)
async def get_me(identity: Authenticated, context: InContext) -> Response:
    """Return the caller's profile."""
    body = await context.profiles.get_json(identity.account_id)
    return Response(body, media_type="application/json")


@router.patch("/v1/me")
async def change_me(
    change: ProfileChange, identity: Authenticated, context: InContext, key: IdempotencyKey = None
) -> Profile:
    """Change name, e-mail or password."""
    secrets = (change.password, change.current_password)
    body = change.model_dump_json() + "".join(s.get_secret_value() for s in secrets if s)
    claim = build_claim(
        str(identity.account_id), key, "change_me", body.encode(), secret=context.secret
    )
    return await context.profiles.change(identity, change, claim)


@router.delete("/v1/me", status_code=status.HTTP_204_NO_CONTENT)
async def delete_me(identity: Authenticated, context: InContext) -> None:
    """Delete the caller's account with all that it holds."""
    await context.profiles.delete(identity)
