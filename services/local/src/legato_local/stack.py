"""Every part of Legato on one machine, with its settings, from one home."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from legato_local.certificate import Certificate, certificate_in
from legato_local.home import Home
from legato_local.part import Part
from legato_local.parts.databases import Database
from legato_local.parts.envoy import Envoy, EnvoySettings
from legato_local.parts.nginx import Nginx
from legato_local.parts.postgres import Postgres
from legato_local.parts.service import Service
from legato_local.parts.valkey import Valkey
from legato_local.places import SOURCES
from legato_local.secrets import Secrets
from legato_local.settings import Settings

ADMIN_EMAIL = "admin@legato.internal"
"""`internal` is the top-level name that is kept for private use."""

IMPORT_LEASE_SECONDS = 10
"""Shorter than in a cluster: the one importer that takes an import up is started again at once."""

PORTS = {
    "http": 0,
    "https": 1,
    "postgres": 10,
    "user-cache": 11,
    "music-cache": 12,
    "user": 20,
    "user-probe": 21,
    "music": 22,
    "music-probe": 23,
    "importer-probe": 25,
}
"""Place of each port in the home's block."""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """The parts by name, and in the order in which they may start."""

    postgres: Postgres
    user_cache: Valkey
    music_cache: Valkey
    user: Service
    music: Service
    importer: Service
    media: Nginx
    web: Nginx
    gateway: Envoy

    @property
    def layers(self) -> Sequence[Sequence[Part]]:
        """Parts that need only those of earlier layers: so they start, and stop the other way."""
        return (
            (self.postgres, self.user_cache, self.music_cache),
            (self.media, self.web, self.user, self.music, self.importer),
            (self.gateway,),
        )

    @property
    def parts(self) -> Sequence[Part]:
        """All of them; none needs a later one."""
        return [part for layer in self.layers for part in layer]


def build_stack(home: Home, secrets: Secrets, settings: Settings) -> Stack:
    """Put the parts together; nothing is written or started."""
    return _Builder(home, secrets, settings).build()


class _Builder:
    def __init__(self, home: Home, secrets: Secrets, settings: Settings) -> None:
        self._home = home
        self._secrets = secrets
        self._settings = settings

    def build(self) -> Stack:
        passwords = self._secrets.passwords
        users = _database("user", passwords.user_service)
        songs = _database("music", passwords.music_service)
        postgres = self._postgres(users, songs)
        user_cache = self._cache("user-cache", passwords.user_cache)
        music_cache = self._cache("music-cache", passwords.music_cache)
        return Stack(
            postgres=postgres,
            user_cache=user_cache,
            music_cache=music_cache,
            user=self._user(postgres.uri(users), user_cache.uri),
            music=self._music(postgres.uri(songs), music_cache.uri),
            importer=self._importer(postgres.uri(songs)),
            media=self._nginx("media", SOURCES / "media" / "nginx.conf", self._home.objects),
            web=self._nginx("web", SOURCES / "web" / "nginx.conf", SOURCES / "web" / "src"),
            gateway=self._gateway(),
        )

    def _port(self, name: str) -> int:
        return self._home.port + PORTS[name]

    def _postgres(self, *databases: Database) -> Postgres:
        return Postgres(
            data=self._home.postgres,
            conf=self._home.conf,
            sockets=self._home.run,
            log=self._home.log("postgres"),
            port=self._port("postgres"),
            password=self._secrets.passwords.postgres,
            databases=databases,
        )

    def _cache(self, name: str, password: str) -> Valkey:
        return Valkey(
            name=name,
            conf=self._home.conf,
            log=self._home.log(name),
            port=self._port(name),
            password=password,
        )

    def _user(self, database: str, cache: str) -> Service:
        return self._service(
            "user",
            "user_service",
            "serve",
            DATABASE_URI=database,
            CACHE_URI=cache,
            SIGNING_KEYS=self._secrets.api_keys,
            REFRESH_SECRET_FILE=self._secrets.refresh_secret,
            REGISTRATION_OPEN=self._settings.registration_open,
            ADMIN_EMAIL=ADMIN_EMAIL,
            ADMIN_PASSWORD_FILE=self._secrets.admin_password,
        )

    def _music(self, database: str, cache: str) -> Service:
        return self._service(
            "music",
            "music_service",
            "serve",
            DATABASE_URI=database,
            CACHE_URI=cache,
            JWKS_URI=f"http://127.0.0.1:{self._port('user')}/.well-known/jwks.json",
            MEDIA_KEYS=self._secrets.media_keys,
            OBJECTS_URI=self._home.objects.as_uri(),
        )

    def _importer(self, database: str) -> Service:
        return self._service(
            "importer",
            "music_service",
            "importer",
            DATABASE_URI=database,
            OBJECTS_URI=self._home.objects.as_uri(),
            SCRATCH=self._home.scratch,
            LEASE_SECONDS=IMPORT_LEASE_SECONDS,
        )

    def _service(
        self, name: str, package: str, command: str, **settings: str | int | Path
    ) -> Service:
        ports = {}
        if name in PORTS:
            ports["HTTP"] = self._port(name)
            settings["PORT"] = str(ports["HTTP"])
        ports["probe"] = self._port(f"{name}-probe")
        settings["PROBE_PORT"] = str(ports["probe"])
        if self._settings.otlp_endpoint is not None:
            settings["OTLP_ENDPOINT"] = self._settings.otlp_endpoint
        return Service(
            name=name,
            package=package,
            command=command,
            environment={f"{package.upper()}_{key}": str(value) for key, value in settings.items()},
            ports=ports,
            log=self._home.log(name),
        )

    def _nginx(self, name: str, template: Path, root: Path) -> Nginx:
        return Nginx(
            name=name,
            template=template,
            root=root,
            socket=self._home.run / f"{name}.sock",
            scratch=self._home.run / name,
            conf=self._home.conf,
            log=self._home.log(name),
        )

    def _gateway(self) -> Envoy:
        settings = EnvoySettings(
            http_port=self._port("http"),
            https_port=self._port("https"),
            https_address=str(self._settings.bind),
            certificate=self._certificate(),
            user_port=self._port("user"),
            music_port=self._port("music"),
            media_socket=self._home.run / "media.sock",
            web_socket=self._home.run / "web.sock",
            sign_in_limit=self._settings.sign_in_limit,
            otlp_endpoint=self._settings.otlp_endpoint,
        )
        return Envoy(
            template=SOURCES / "gateway" / "envoy.yaml",
            settings=settings,
            run=self._home.run,
            conf=self._home.conf,
            log=self._home.log("gateway"),
        )

    def _certificate(self) -> Certificate:
        chain, key = self._settings.tls_cert, self._settings.tls_key
        if chain is not None and key is not None:
            return Certificate(chain, key)
        return certificate_in(self._home.tls)


def _database(service: str, password: str) -> Database:
    return Database(name=f"{service}_db", owner=f"{service}_service", password=password)
