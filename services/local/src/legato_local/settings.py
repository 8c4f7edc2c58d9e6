"""Settings of one machine, from the environment; read once by the command that was typed."""

import getpass
import os
from ipaddress import IPv4Address
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, IPvAnyAddress, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from legato_local.errors import RefusalError

LOOPBACK = IPv4Address("127.0.0.1")


def default_home() -> Path:
    """The folder of this user that data belong in."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "legato"


class Settings(BaseSettings):
    """Every variable is named `LEGATO_` and the field's name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="LEGATO_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    home: Path = Field(default_factory=default_home, description="Folder of all data.")
    cache: Path | None = Field(None, description="Folder of downloads; none: in the home.")
    port: int | None = Field(
        None, ge=1024, le=65000, description="First of a block of ports; none: the home's own."
    )
    bind: IPvAnyAddress = Field(LOOPBACK, description="Address of HTTPS; HTTP stays on loopback.")
    tls: Literal["generate"] | None = Field(None, description="Make a certificate for `bind`.")
    tls_cert: Path | None = Field(None, description="Certificate chain of one's own, PEM.")
    tls_key: Path | None = Field(None, description="Key of that certificate, PEM.")
    otlp_endpoint: str | None = Field(None, description="OTLP over HTTP; none: traces go nowhere.")
    registration_open: bool = Field(True, description="Whether anyone may sign up.")
    sign_in_limit: int = Field(
        60, ge=1, description="Sign-ins and sign-ups a minute from one address, at the edge."
    )

    @property
    def is_open(self) -> bool:
        """Whether other machines can reach HTTPS."""
        return not self.bind.is_loopback

    @field_validator("tls_cert", "tls_key")
    @classmethod
    def _check_readable(cls, file: Path | None) -> Path | None:
        if file is not None and not os.access(file, os.R_OK):
            message = f"the user {getpass.getuser()}, whom Legato runs as, cannot read it"
            raise ValueError(message)
        return file

    @model_validator(mode="after")
    def _check_tls(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            message = "LEGATO_TLS_CERT and LEGATO_TLS_KEY belong together"
            raise ValueError(message)
        if self.is_open and self.tls is None and self.tls_cert is None:
            message = (
                f"LEGATO_BIND={self.bind} opens Legato to other machines, and passwords must not"
                " cross a network in the clear: set LEGATO_TLS=generate, or LEGATO_TLS_CERT and"
                " LEGATO_TLS_KEY"
            )
            raise ValueError(message)
        return self


def load_settings() -> Settings:
    """Read the environment; raise `RefusalError` that names each wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        facts = "; ".join(_describe(problem) for problem in error.errors())
        raise RefusalError(f"{facts}.", "Set it differently, or leave it out.") from error


def _describe(problem: ErrorDetails) -> str:
    message = problem["msg"].removeprefix("Value error, ")
    names = "".join(f"LEGATO_{part}".upper() for part in problem["loc"])
    return f"{names}={problem['input']}: {message}" if names else message
