"""Sign-up, sign-in, and the keys that others check our tokens with."""

from fastapi import APIRouter, status
from fastapi.responses import JSONResponse, Response

from legato_kit.idempotency import ANONYMOUS, IdempotencyKey, build_claim
from user_service.context import InContext
from user_service.models import RefreshRequest, Registered, Registration, SignIn, TokenPair

KEY_SET_MAX_AGE_SECONDS = 60

router = APIRouter(tags=["auth"])


@router.post("/v1/auth/register", status_code=status.HTTP_201_CREATED)
async def register(
    registration: Registration, context: InContext, key: IdempotencyKey = None
) -> Registered:
    """Make an account."""
    # The fingerprint covers the password, so it is keyed: a plain hash of it must not be stored.
    body = f"{registration.model_dump_json()}{registration.password.get_secret_value()}".encode()
    claim = build_claim(ANONYMOUS, key, "register", body, secret=context.secret)
    return await context.accounts.register(registration, claim)


@router.post("/v1/auth/login")
async def login(body: SignIn, context: InContext) -> TokenPair:
    """Sign in: begin a session."""
    return await context.sign_ins.sign_in(body.email, body.password.get_secret_value())


@router.post("/v1/auth/refresh")
async def refresh(body: RefreshRequest, context: InContext) -> TokenPair:
    """Exchange a refresh token for a new pair; the old one is used up."""
    return await context.sign_ins.refresh(body.refresh_token.get_secret_value())


@router.post("/v1/auth/logout", status_code=status.HTTP_204_NO_CONTENT)
async def logout(body: RefreshRequest, context: InContext) -> None:
    """Sign out: end the session of a refresh token. An unknown one is signed out already."""
    await context.sign_ins.sign_out(body.refresh_token.get_secret_value())


@router.get("/.well-known/jwks.json")
async def jwks(context: InContext) -> Response:
    """Return the public keys of access tokens (RFC 7517)."""
    headers = {"Cache-Control": f"public, max-age={KEY_SET_MAX_AGE_SECONDS}"}
    return JSONResponse(context.keys.public_set(), headers=headers)
