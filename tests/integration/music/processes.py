"""The service's two processes as they run on one machine."""

from collections.abc import Mapping
from pathlib import Path

from legato_local.parts.service import Service
from legato_local.programs import base_environment
from music_service.settings import ImporterSettings, MusicSettings
from tests.support.ports import free_ports


def build_importer(settings: ImporterSettings, log: Path, lease_seconds: float) -> Service:
    """An importer with these settings and a lease of its own."""
    (probe,) = free_ports(1)
    return _build(
        "importer",
        log,
        {"probe": probe},
        {
            "DATABASE_URI": settings.database_uri.get_secret_value(),
            "OBJECTS_URI": settings.objects_uri,
            "SCRATCH": str(settings.scratch),
            "LEASE_SECONDS": str(lease_seconds),
        },
    )


def build_server(settings: MusicSettings, log: Path) -> Service:
    """The process that answers requests, with these settings and ports of its own."""
    port, probe = free_ports(2)
    return _build(
        "serve",
        log,
        {"http": port, "probe": probe},
        {
            "PORT": str(port),
            "DATABASE_URI": settings.database_uri.get_secret_value(),
            "OBJECTS_URI": settings.objects_uri,
            "JWKS_URI": settings.jwks_uri,
            "MEDIA_KEYS": str(settings.media_keys),
            "MAX_UPLOAD_BYTES": str(2**31),
        },
    )


def _build(
    command: str, log: Path, ports: Mapping[str, int], settings: Mapping[str, str]
) -> Service:
    named = {**settings, "PROBE_PORT": str(ports["probe"])}
    environment = {f"MUSIC_SERVICE_{name}": value for name, value in named.items()}
    return Service(
        name=command,
        package="music_service",
        command=command,
        environment={**base_environment(), **environment},
        ports=ports,
        log=log,
    )
