"""The user service on real Postgres and Valkey."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from legato_kit.instruments import Instruments, build_instruments
from legato_kit.migrations import migrate
from legato_local.parts.valkey import Valkey
from tests.integration.conftest import TestDatabase
from tests.support.asgi import client_of
from tests.support.signing import write_rsa_key
from user_service.__main__ import MIGRATIONS
from user_service.app import build_app
from user_service.settings import UserSettings

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def migrated(database: TestDatabase) -> TestDatabase:
    """This module's database with the service's tables."""
    migrate(database.uri, MIGRATIONS)
    return database


@pytest.fixture(scope="session")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a signing key and a refresh secret."""
    folder = tmp_path_factory.mktemp("secrets")
    write_rsa_key(folder / "api-keys", "2026-01")
    (folder / "refresh-secret").write_text("0123456789abcdef0123456789abcdef")
    return folder


@pytest.fixture
def settings(
    migrated: TestDatabase, clean_database: TestDatabase, valkey: Valkey, secrets: Path
) -> UserSettings:
    """Settings of a service on this module's database, emptied after each test."""
    return UserSettings(
        port=1,
        probe_port=1,
        database_uri=SecretStr(migrated.uri),
        cache_uri=SecretStr(valkey.uri),
        signing_keys=secrets / "api-keys",
        refresh_secret_file=secrets / "refresh-secret",
    )


@pytest.fixture
def instruments(settings: UserSettings) -> Instruments:
    return build_instruments("user", settings)


@pytest.fixture
async def client(
    settings: UserSettings, instruments: Instruments
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service."""
    async with client_of(build_app(settings, instruments)) as client:
        yield client


@pytest.fixture
async def listener(client: httpx.AsyncClient) -> "Listener":
    """Someone who has signed up and signed in."""
    return await sign_up(client, "ada@example.org")


class Listener:
    """An account and its tokens."""

    def __init__(self, account_id: str, email: str, tokens: dict[str, str]) -> None:
        self.id = account_id
        self.email = email
        self.refresh_token = tokens["refresh_token"]
        self.headers = {"Authorization": f"Bearer {tokens['access_token']}"}


async def sign_up(client: httpx.AsyncClient, email: str) -> Listener:
    """Register and sign in."""
    account = {"email": email, "password": PASSWORD, "display_name": "Ada"}
    registered = await client.post("/v1/auth/register", json=account)
    assert registered.status_code == httpx.codes.CREATED, registered.text
    signed_in = await client.post("/v1/auth/login", json={"email": email, "password": PASSWORD})
    assert signed_in.status_code == httpx.codes.OK, signed_in.text
    return Listener(registered.json()["id"], email, signed_in.json())
