"""A real gateway before real nginx servers, and before two servers that stand for services."""

import hashlib
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from legato_kit.keys import SigningKey, SigningKeys
from legato_local.certificate import Certificate, ensure_certificate
from legato_local.part import running
from legato_local.parts.envoy import Envoy, EnvoySettings
from legato_local.parts.nginx import Nginx
from tests.support.deadlines import REQUEST_SECONDS
from tests.support.ports import free_ports
from tests.support.tokens import API_KEYS_PATH, MEDIA_KEYS_PATH, Issuers
from tests.support.upstream import Upstream

SERVICES = Path(__file__).parents[3] / "services"

NO_LIMIT = 1_000_000
"""Sign-ins a minute of the gateways whose tests are not about that limit."""


@dataclass(frozen=True)
class Backends:
    """What stands behind every gateway of these tests."""

    user: Upstream
    music: Upstream
    media: Nginx
    web: Nginx
    web_pages: Path
    audio: Path
    """A file of `media`; `audio_path` is where the gateway offers it."""

    @property
    def audio_path(self) -> str:
        """Path of the URL of the audio file."""
        return f"/media/audio/{self.audio.parent.name}/{self.audio.name}"


MakeEnvoy = Callable[..., Envoy]


def rsa_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def issuers() -> Issuers:
    """Who signs access tokens and media tokens, and who would like to."""
    return Issuers(
        api=SigningKeys([SigningKey("api-1", "RS256", rsa_key())]),
        media=SigningKeys([SigningKey("media-1", "EdDSA", Ed25519PrivateKey.generate())]),
        stranger=SigningKeys([SigningKey("api-1", "RS256", rsa_key())]),
    )


@pytest.fixture(scope="session")
async def backends(workplace: Path, issuers: Issuers) -> AsyncIterator[Backends]:
    user, music = (Upstream(*pair) for pair in zip(("user", "music"), free_ports(2), strict=True))
    user.documents[API_KEYS_PATH] = {**issuers.api.public_set(), "service": "user"}
    music.documents[MEDIA_KEYS_PATH] = issuers.media.public_set()

    content = b'{"service": "media"}'.ljust(400_000)
    name = hashlib.sha256(content).hexdigest()
    audio = workplace / "objects" / "audio" / name[:2] / f"{name}.ogg"
    audio.parent.mkdir(parents=True)
    audio.write_bytes(content)
    pages = workplace / "pages"
    pages.mkdir()
    (pages / "index.html").write_text('{"service": "web"}')
    (pages / "player.js").write_text('{"service": "web"}')

    media = make_nginx(workplace, "media", workplace / "objects")
    web = make_nginx(workplace, "web", pages)
    async with user, music, running(media, web):
        yield Backends(user, music, media, web, pages, audio)


def make_nginx(folder: Path, name: str, root: Path) -> Nginx:
    return Nginx(
        name=name,
        template=SERVICES / name / "nginx.conf",
        root=root,
        socket=folder / "run" / f"{name}.sock",
        scratch=folder / "run" / name,
        conf=folder / "conf",
        log=folder / "logs" / f"{name}.log",
    )


@pytest.fixture(autouse=True)
def nothing_has_arrived(backends: Backends) -> None:
    for upstream in (backends.user, backends.music):
        upstream.arrivals.clear()
        upstream.statuses.clear()
        upstream.receiving.clear()


@pytest.fixture(scope="session")
def certificate(workplace: Path) -> Certificate:
    return ensure_certificate(workplace / "tls", ["localhost", "127.0.0.1"])


@pytest.fixture(scope="session")
def make_envoy(workplace: Path, backends: Backends, certificate: Certificate) -> MakeEnvoy:
    """Return a gateway, not started yet, with a folder of its own and any other settings."""

    def make(name: str, template: Path | None = None, **changes: object) -> Envoy:
        http_port, https_port = free_ports(2)
        settings: dict[str, object] = {
            "http_port": http_port,
            "https_port": https_port,
            "certificate": certificate,
            "user_port": backends.user.port,
            "music_port": backends.music.port,
            "media_socket": backends.media.socket,
            "web_socket": backends.web.socket,
            "sign_in_limit": NO_LIMIT,
        }
        return Envoy(
            template=template or SERVICES / "gateway" / "envoy.yaml",
            settings=EnvoySettings(**(settings | changes)),  # type: ignore[arg-type]
            run=workplace / name,
            conf=workplace / "conf" / name,
            log=workplace / "logs" / f"{name}.log",
        )

    return make


@pytest.fixture(scope="session")
async def envoy(make_envoy: MakeEnvoy) -> AsyncIterator[Envoy]:
    """The gateway as it is shipped, but for the limit of sign-ins."""
    async with make_envoy("gateway") as server:
        yield server


def client_of(envoy: Envoy, **options: object) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{envoy.ports['HTTP']}",
        timeout=REQUEST_SECONDS,
        **options,  # type: ignore[arg-type]
    )


def client_at_socket(socket: Path) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url="http://nginx",
        transport=httpx.AsyncHTTPTransport(uds=str(socket)),
        timeout=REQUEST_SECONDS,
    )


@pytest.fixture(scope="session")
async def gateway(envoy: Envoy) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the plain HTTP listener."""
    async with client_of(envoy) as client:
        yield client


@pytest.fixture(scope="session")
async def secure_gateway(
    envoy: Envoy, certificate: Certificate
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the HTTPS listener that trusts its certificate and speaks HTTP/2."""
    async with httpx.AsyncClient(
        base_url=f"https://127.0.0.1:{envoy.ports['HTTPS']}",
        verify=ssl.create_default_context(cafile=certificate.chain),
        http2=True,
        timeout=REQUEST_SECONDS,
    ) as client:
        yield client
