"""Settings that every process has. A service subclasses and sets its own `env_prefix`."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

Port = Annotated[int, Field(ge=1, le=65535)]


class ProcessSettings(BaseSettings):
    """Read once at start from the environment; passed on, never looked up again."""

    host: str = Field("127.0.0.1", description="Address of the public and the probe port.")
    probe_port: Port = Field(description="Port of /livez, /readyz and /metrics; never routed.")

    database_uri: SecretStr = Field(description="Postgres, read and write.")
    database_ro_uri: SecretStr | None = Field(
        None, description="Postgres replicas for reads; without one, reads ask the primary."
    )
    database_pool_size: int = Field(8, ge=1, le=64, description="Connections per pool.")

    drain_seconds: float = Field(
        10.0, ge=0, description="How long what was begun may go on after SIGTERM."
    )
    otlp_endpoint: str | None = Field(None, description="OTLP over HTTP; none exports no trace.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


class ServiceSettings(ProcessSettings):
    """Settings of a process that answers requests."""

    port: Port = Field(description="Port that the gateway routes to.")
    cache_uri: SecretStr | None = Field(None, description="Valkey; none runs without a cache.")

    issuer: str = Field("legato", description="`iss` of every token.")
    audience: str = Field("legato", description="`aud` of access tokens.")

    request_seconds: float = Field(
        10.0, gt=0, description="Longest time a request may take when its caller names none."
    )
