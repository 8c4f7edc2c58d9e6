"""Settings of the music service and of its importer, from the environment (`MUSIC_SERVICE_...`)."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from legato_kit.settings import ProcessSettings, ServiceSettings

GIBIBYTE = 1024**3

OBJECTS = "Where audio lies: file:///folder or s3://bucket?endpoint=...&region=..."


class MusicSettings(ServiceSettings):
    """What the process that answers requests is told at start."""

    model_config = SettingsConfigDict(env_prefix="MUSIC_SERVICE_", frozen=True)

    objects_uri: str = Field(description=OBJECTS)
    jwks_uri: str = Field(description="Key set that access tokens are checked with.")
    media_keys: Path = Field(description="Folder of Ed25519 keys, <kid>.pem; the last name signs.")
    max_upload_bytes: int = Field(2 * GIBIBYTE, ge=1, description="Largest file of an import.")
    max_uploads: int = Field(
        4, ge=1, description="Uploads at a time; each holds about 20 MiB of memory."
    )


class ImporterSettings(ProcessSettings):
    """What the process that works off imports is told at start."""

    model_config = SettingsConfigDict(env_prefix="MUSIC_SERVICE_", frozen=True)

    database_pool_size: int = Field(2, ge=1, le=64, description="Connections per pool.")
    objects_uri: str = Field(description=OBJECTS)
    scratch: Path = Field(description="Folder for one unpacked file at a time.")
    lease_seconds: float = Field(
        30.0, ge=1, description="Silence after which another process takes an import up."
    )
    max_entry_bytes: int = Field(GIBIBYTE, ge=1, description="Largest file within an archive.")
    max_unpacked_bytes: int = Field(
        8 * GIBIBYTE, ge=1, description="What all files of an archive may add up to."
    )
    max_entries: int = Field(10_000, ge=1, description="Files that an archive may hold.")


class MigrationSettings(ProcessSettings):
    """What the process that brings the schema up to date is told at start."""

    model_config = SettingsConfigDict(env_prefix="MUSIC_SERVICE_", frozen=True)

    probe_port: int = 0
