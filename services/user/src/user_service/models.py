"""Shapes of requests and answers, and the rules for what people type."""

import unicodedata
from contextlib import suppress
from typing import Annotated, Literal
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

MAX_NAME = 80


def normalise_email(text: str) -> str:
    """Return the address in its normal form; a home network's names are good, too."""
    try:
        checked = validate_email(text, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error
    return checked.normalized


def email_key(email: str) -> str:
    """Return what two spellings of one address share: letter case and form make no difference."""
    with suppress(ValueError):
        email = normalise_email(email)
    return email.casefold()


def clean_name(text: str) -> str:
    """Return the name without surrounding space; refuse empty ones and control characters."""
    name = unicodedata.normalize("NFC", text).strip()
    if not name:
        raise ValueError("must not be empty")
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in name):
        raise ValueError("must not hold control characters")
    return name


def check_encodable(secret: SecretStr) -> SecretStr:
    """Return the secret; refuse half a surrogate pair, which JSON can spell and UTF-8 cannot."""
    try:
        secret.get_secret_value().encode()
    except UnicodeEncodeError as error:
        raise ValueError("must be text") from error
    return secret


Email = Annotated[str, Field(max_length=254), AfterValidator(normalise_email)]
DisplayName = Annotated[str, Field(max_length=MAX_NAME), AfterValidator(clean_name)]
IsEncodable = AfterValidator(check_encodable)
NewPassword = Annotated[SecretStr, Field(min_length=8, max_length=128), IsEncodable]
PresentedPassword = Annotated[SecretStr, Field(min_length=1, max_length=128), IsEncodable]
RefreshToken = Annotated[SecretStr, Field(min_length=1, max_length=128), IsEncodable]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Registration(_Input):
    """Someone signs up."""

    email: Email
    password: NewPassword
    display_name: DisplayName


class Registered(BaseModel):
    """The new account."""

    id: UUID


class SignIn(_Input):
    """Someone signs in. A wrong address is answered as a wrong password is."""

    email: Annotated[str, Field(max_length=254, pattern=r"^[^\x00]*$")]
    password: PresentedPassword


class RefreshRequest(_Input):
    """A refresh token, to be exchanged or ended."""

    refresh_token: RefreshToken


class TokenPair(BaseModel):
    """An access token with the refresh token that follows it; `expires_in` in seconds."""

    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a scheme, not a secret
    expires_in: int


class Profile(BaseModel):
    """An account as its owner sees it."""

    id: UUID
    email: str
    display_name: str
    plan: str
    roles: list[str]


class ProfileChange(_Input):
    """What to change; e-mail and password need the current password."""

    display_name: DisplayName | None = None
    email: Email | None = None
    password: NewPassword | None = None
    current_password: PresentedPassword | None = None

    @model_validator(mode="after")
    def _has_proof(self) -> "ProfileChange":
        if (self.email or self.password) and not self.current_password:
            raise ValueError("current_password is needed to change e-mail or password")
        return self
