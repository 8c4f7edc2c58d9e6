"""The music service on real Postgres, Valkey and object stores, and its importer."""

import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from prometheus_client import Counter
from pydantic import SecretStr

from legato_kit.database import Database
from legato_kit.ids import new_id
from legato_kit.instruments import Instruments, build_instruments
from legato_kit.keys import SigningKeys
from legato_kit.migrations import migrate
from legato_kit.resources import open_database
from legato_local.parts.seaweedfs import SeaweedFS
from legato_local.parts.valkey import Valkey
from music_service.__main__ import MIGRATIONS
from music_service.app import build_app
from music_service.context import STORAGE
from music_service.imports.entries import Limits
from music_service.imports.pipeline import Pipeline
from music_service.imports.worker import Worker
from music_service.settings import ImporterSettings, MusicSettings
from music_service.storage.objects import ObjectStore, build_object_store
from tests.integration.conftest import TestDatabase
from tests.support.asgi import client_of
from tests.support.ports import free_ports
from tests.support.signing import write_ed25519_key, write_rsa_key
from tests.support.tokens import API_KEYS_PATH, api_claims, bearer
from tests.support.upstream import Upstream

BUCKET = "music"

LIMITS = Limits(entry_bytes=2**26, unpacked_bytes=2**27, entries=100)

NewWorker = Callable[..., Worker]
"""Makes an importer; `store` and `limits` may be given."""


@dataclass(frozen=True)
class Keys:
    """Where keys lie, and what they sign."""

    media_folder: Path
    api: SigningKeys
    jwks_uri: str

    def bearer(self, *roles: str, account_id: UUID | None = None) -> Mapping[str, str]:
        """The header of someone with these roles."""
        subject = str(account_id or new_id())
        claims = api_claims(sub=subject, roles=["listener", *roles], exp=int(time.time()) + 3600)
        return bearer(self.api.sign(claims))


@pytest.fixture(scope="module")
async def keys(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Keys]:
    """Signing keys, the public ones of access tokens served as the user service does."""
    folder = tmp_path_factory.mktemp("keys")
    write_rsa_key(folder / "api", "2026-01")
    write_ed25519_key(folder / "media", "2026-01")
    api = SigningKeys.load(folder / "api")
    async with Upstream("user", *free_ports(1)) as issuer:
        issuer.documents[API_KEYS_PATH] = api.public_set()
        uri = f"http://127.0.0.1:{issuer.port}{API_KEYS_PATH}"
        yield Keys(folder / "media", api, uri)


@pytest.fixture(scope="module")
def migrated(database: TestDatabase) -> TestDatabase:
    """This module's database with the service's tables."""
    migrate(database.uri, MIGRATIONS)
    return database


@pytest.fixture
def files_uri(tmp_path: Path) -> str:
    """An object store of plain files, empty."""
    return (tmp_path / "objects").as_uri()


@pytest.fixture
async def s3_uri(seaweedfs: SeaweedFS, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """An object store in S3, empty, and emptied after the test."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", seaweedfs.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", seaweedfs.secret_key)
    uri = f"s3://{BUCKET}?endpoint={seaweedfs.endpoint}&region=us-east-1"
    yield uri
    store = build_object_store(uri)
    for left in [found async for found in store.list_objects("")]:
        await store.delete(left.key)


@pytest.fixture
def objects_uri(files_uri: str) -> str:
    """The store of the tests that do not care which."""
    return files_uri


@pytest.fixture
def objects(objects_uri: str) -> ObjectStore:
    return build_object_store(objects_uri)


@pytest.fixture
def settings(
    migrated: TestDatabase,
    clean_database: TestDatabase,
    valkey: Valkey,
    keys: Keys,
    objects_uri: str,
) -> MusicSettings:
    """Settings of a service on this module's database, emptied after each test."""
    return build_settings(migrated, valkey, keys, objects_uri)


@pytest.fixture
def importer_settings(settings: MusicSettings, tmp_path: Path) -> ImporterSettings:
    return build_importer_settings(settings, tmp_path)


@pytest.fixture
def instruments(settings: MusicSettings) -> Instruments:
    return build_instruments("music", settings)


@pytest.fixture
async def client(
    settings: MusicSettings, instruments: Instruments
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service, without a token."""
    async with client_of(build_app(settings, instruments)) as client:
        yield client


@pytest.fixture
def curator(client: httpx.AsyncClient, keys: Keys) -> Iterator[httpx.AsyncClient]:
    """The client, signed in as someone who may import."""
    client.headers.update(keys.bearer("curator"))
    yield client
    client.headers.pop("authorization", None)


@pytest.fixture
async def service_database(
    importer_settings: ImporterSettings,
) -> AsyncIterator[Database]:
    """Pools of an importer."""
    instruments = build_instruments("music_importer", importer_settings)
    async with open_database(importer_settings, instruments, STORAGE) as database:
        yield database


@pytest.fixture
def new_worker(
    service_database: Database, objects: ObjectStore, instruments: Instruments, tmp_path: Path
) -> NewWorker:
    """Makes importers in this process, which work when they are told to."""

    def build(store: ObjectStore = objects, limits: Limits = LIMITS) -> Worker:
        return build_worker(service_database, store, instruments, tmp_path, limits=limits)

    return build


@pytest.fixture
def worker(new_worker: NewWorker) -> Worker:
    """An importer in this process, which works when it is told to."""
    return new_worker()


def build_settings(
    database: TestDatabase, valkey: Valkey, keys: Keys, objects_uri: str
) -> MusicSettings:
    """Settings of a service in this process."""
    return MusicSettings(
        port=1,
        probe_port=1,
        database_uri=SecretStr(database.uri),
        cache_uri=SecretStr(valkey.uri),
        objects_uri=objects_uri,
        jwks_uri=keys.jwks_uri,
        media_keys=keys.media_folder,
        max_upload_bytes=2**26,
    )


def build_importer_settings(settings: MusicSettings, scratch: Path) -> ImporterSettings:
    """Settings of an importer beside that service."""
    return ImporterSettings(
        probe_port=1,
        database_uri=settings.database_uri,
        objects_uri=settings.objects_uri,
        scratch=scratch,
    )


def build_worker(
    database: Database,
    objects: ObjectStore,
    instruments: Instruments,
    scratch: Path,
    *,
    limits: Limits = LIMITS,
) -> Worker:
    """Put an importer together."""
    entries = Counter("entries", "Entries.", ("outcome",), registry=None)
    pipeline = Pipeline(database, objects, scratch, limits, 30.0, entries)
    return Worker(database, instruments.telemetry, pipeline)


async def upload(client: httpx.AsyncClient, name: str, content: bytes, **headers: str) -> str:
    """Hand a file in and return the import's path."""
    answer = await client.post("/v1/imports", files={"file": (name, content)}, headers=headers)
    assert answer.status_code == httpx.codes.ACCEPTED, answer.text
    path = answer.headers["location"]
    assert path == f"/v1/imports/{answer.json()['id']}"
    return path


async def work_off(worker: Worker) -> None:
    """Work until the queue is empty."""
    while await worker.work_once():
        pass


async def import_now(
    client: httpx.AsyncClient, worker: Worker, name: str, content: bytes
) -> dict[str, Any]:
    """Hand a file in, work it off, and return what became of it."""
    path = await upload(client, name, content)
    await work_off(worker)
    found: dict[str, Any] = await get(client, path)
    return found


async def get(client: httpx.AsyncClient, path: str, **query: str | int) -> dict[str, Any]:
    """Return the answer to a question that has one."""
    answer = await client.get(path, params=query)
    assert answer.status_code == httpx.codes.OK, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def items(client: httpx.AsyncClient, path: str, **query: str | int) -> Sequence[Any]:
    """Return the first page of a list."""
    found: Sequence[Any] = (await get(client, path, **query))["items"]
    return found
