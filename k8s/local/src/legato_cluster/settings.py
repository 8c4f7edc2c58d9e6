"""Settings of the local cluster, from the environment; read once by the command that was typed."""

import os
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from legato_cluster.cluster import Cluster
from legato_local.errors import RefusalError

ROOT_STATE = Path("/var/lib/legato-cluster")
"""Where root keeps its clusters."""


def default_state() -> Path:
    """Return the folder of this user that clusters belong in."""
    if os.geteuid() == 0:
        return ROOT_STATE
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "legato-cluster"


class Settings(BaseSettings):
    """Every variable is named `LEGATO_` and the field's name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="LEGATO_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    app: Path = Field(description="The clone.")
    cache: Path = Field(description="Folder of programs and images; a part of it is used.")
    uv: Path | None = Field(None, description="The uv that fetches Go where there is none.")
    cluster_name: str = Field(
        "legato", pattern=r"^[a-z][a-z0-9-]{0,30}$", description="Name of the kind cluster."
    )
    cluster_state: Path = Field(
        default_factory=default_state, description="Folder of all clusters' data."
    )
    cluster_port: int = Field(8180, ge=1024, le=65535, description="HTTP on loopback.")
    cluster_tls_port: int = Field(8543, ge=1024, le=65535, description="HTTPS on loopback.")

    @property
    def cluster(self) -> Cluster:
        """The cluster that these settings name."""
        return Cluster(
            name=self.cluster_name,
            http_port=self.cluster_port,
            https_port=self.cluster_tls_port,
            states=self.cluster_state.absolute(),
            cache=self.cache.absolute() / "cluster",
            root=self.app.absolute(),
        )


def load_settings() -> Settings:
    """Read the environment; raise `RefusalError` that names each wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        facts = "; ".join(
            f"LEGATO_{'_'.join(map(str, problem['loc'])).upper()}: {problem['msg']}"
            for problem in error.errors()
        )
        raise RefusalError(f"{facts}.", "Set it differently, or leave it out.") from error
