"""Settings of the user service, from the environment (`USER_SERVICE_...`)."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from legato_kit.settings import ServiceSettings

MIN_SECRET_BYTES = 32


class UserSettings(ServiceSettings):
    """What the user service is told at start."""

    model_config = SettingsConfigDict(env_prefix="USER_SERVICE_", frozen=True)

    signing_keys: Path = Field(description="Folder of RSA keys, <kid>.pem; the last name signs.")
    refresh_secret_file: Path = Field(description="Secret from which refresh tokens derive.")
    registration_open: bool = Field(True, description="Whether anyone may sign up.")
    admin_email: str | None = Field(None, description="E-mail of the first admin.")
    admin_password_file: Path | None = Field(None, description="Password of the first admin.")
    access_token_seconds: int = Field(600, ge=5, description="Lifetime of an access token.")
    refresh_token_days: int = Field(30, ge=1, description="Lifetime of an unused refresh token.")

    def read_refresh_secret(self) -> bytes:
        """Return the secret; raise ValueError when it is too short to be one."""
        secret = self.refresh_secret_file.read_bytes().strip()
        if len(secret) < MIN_SECRET_BYTES:
            raise ValueError(f"the refresh secret needs {MIN_SECRET_BYTES} bytes at least")
        return secret
