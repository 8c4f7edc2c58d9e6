"""A whole Legato on this machine: started, found up, killed, started again, taken down."""

import hashlib
import io
import os
import signal
import socket
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
from mutagen.oggvorbis import OggVorbis

from legato_local.demo.client import Account, DemoClient
from legato_local.demo.tones import TONES
from legato_local.errors import DemoError, PartError, RefusalError
from legato_local.legato import Legato
from legato_local.processes import Identity, read_record
from legato_local.progress import Lines
from legato_local.settings import Settings
from legato_local.stack import PORTS
from legato_local.status import observe
from tests.support.deadlines import PROCESS_GONE_SECONDS, REQUEST_SECONDS
from tests.support.people import connect, signed_in
from tests.support.ports import free_block
from tests.support.waiting import until

LISTENER = Account("ada@example.org", "correct horse battery")


OTHER_LOOPBACK = "127.0.0.2"


def build(folder: Path, **settings: Any) -> Legato:  # noqa: ANN401 - values of any setting
    port = free_block(max(PORTS.values()) + 1)
    return Legato.open(Settings(home=folder, port=port, sign_in_limit=6000, **settings))


async def start(legato: Legato, *, with_demo: bool = False) -> bool:
    return await legato.start(Lines(io.StringIO()), with_demo=with_demo)


@pytest.fixture(scope="module")
async def legato(workplace: Path) -> AsyncIterator[Legato]:
    made = build(workplace / "h")
    try:
        await start(made)
        yield made
    finally:
        await made.stop(Lines(io.StringIO()))


@pytest.fixture(scope="module")
async def newcomer(workplace: Path) -> AsyncIterator[Legato]:
    """As `make run` leaves it in a new home where Debian's package of music cannot be had."""
    made = build(workplace / "n", bind=ip_address(OTHER_LOOPBACK), tls="generate")
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PATH", str(made.home.scratch))  # no apt-get there
            await start(made, with_demo=True)
        yield made
    finally:
        await made.stop(Lines(io.StringIO()))


def processes(legato: Legato) -> Sequence[Identity]:
    """The supervisor first, so that it starts nothing again while the others are killed."""
    names = ["supervisor", *(part.name for part in legato.stack.parts)]
    found = [read_record(legato.home.record(name)) for name in names]
    return [process for process in found if process is not None and process.is_alive]


async def kill_all(legato: Legato) -> None:
    killed = processes(legato)
    for process in killed:
        os.kill(process.pid, signal.SIGKILL)

    async def are_gone() -> bool:
        return not any(process.is_alive for process in killed)

    await until(are_gone, "the end of all", PROCESS_GONE_SECONDS)


async def sign_up(legato: Legato, account: Account) -> None:
    async with DemoClient(legato.url) as client:
        await client.register(account, "Ada")


async def sign_in(legato: Legato, account: Account) -> None:
    async with DemoClient(legato.url) as client:
        await client.sign_in(account)


@contextmanager
def without_signing_keys(legato: Legato) -> Iterator[None]:
    keys = Path(legato.stack.user.environment["USER_SERVICE_SIGNING_KEYS"])
    aside = keys.with_name("aside")
    keys.rename(aside)
    keys.mkdir()
    try:
        yield
    finally:
        keys.rmdir()
        aside.rename(keys)


async def test_every_part_is_ready_and_has_a_size(legato: Legato) -> None:
    await start(legato)
    parts = await observe(legato.home, legato.stack.parts)
    assert {part.name: part.state for part in parts} == dict.fromkeys(
        ("supervisor", *(part.name for part in legato.stack.parts)), "ready"
    )
    assert all(part.memory and part.uptime >= 0 for part in parts)


async def test_what_is_up_is_left_as_it_is(legato: Legato) -> None:
    await start(legato)
    before = processes(legato)
    assert not await start(legato)
    assert processes(legato) == before


async def test_the_page_the_admin_and_https_are_there(legato: Legato) -> None:
    await start(legato)
    await sign_in(legato, legato.admin)
    trust = ssl.create_default_context(cafile=legato.home.tls / "certificate.pem")
    secure = f"https://127.0.0.1:{legato.home.port + PORTS['https']}/"
    async with httpx.AsyncClient(verify=trust, timeout=REQUEST_SECONDS) as client:
        for url in (legato.url, secure):
            assert (await client.get(url)).status_code == HTTPStatus.OK


async def test_two_of_them_run_side_by_side_and_know_nothing_of_each_other(
    legato: Legato, newcomer: Legato
) -> None:
    await start(legato)
    account = Account("grace@example.org", "another horse battery")
    await sign_up(newcomer, account)
    await sign_in(newcomer, account)
    with pytest.raises(DemoError, match="401"):
        await sign_in(legato, account)


async def test_the_demo_listener_hears_the_music_of_a_new_home(newcomer: Legato) -> None:
    listener = newcomer.listener
    async with (
        connect(newcomer.url) as client,
        signed_in(client, listener.email, listener.password) as person,
    ):
        found = (await person.http.get("/v1/search", params={"q": "minor seventh"})).json()
        (track,) = found["tracks"]
        play = (await person.http.post(f"/v1/tracks/{track['id']}/play", json={})).json()
        heard = (await client.get(play["url"])).raise_for_status().content
    assert OggVorbis(io.BytesIO(heard))["title"] == ["Minor Seventh"]
    digest = hashlib.sha256(heard).hexdigest()
    (stored,) = newcomer.home.objects.rglob(f"{digest}.ogg")
    assert stored.read_bytes() == heard


async def test_a_home_that_has_its_demo_gets_no_other(newcomer: Legato) -> None:
    assert newcomer.demo.origin.startswith("Music: tones made on this machine")
    before = processes(newcomer)
    assert not await start(newcomer, with_demo=True)
    assert processes(newcomer) == before
    assert len([*newcomer.home.objects.rglob("*.ogg")]) == len(TONES)


async def test_another_address_takes_https_alone(newcomer: Legato) -> None:
    trust = ssl.create_default_context(cafile=newcomer.home.tls / "certificate.pem")
    plain, secure = (newcomer.home.port + PORTS[name] for name in ("http", "https"))
    async with httpx.AsyncClient(verify=trust, timeout=REQUEST_SECONDS) as client:
        answer = await client.get(f"https://{OTHER_LOOPBACK}:{secure}/")
        assert answer.status_code == HTTPStatus.OK
        for port in (plain, secure):
            with pytest.raises((httpx.NetworkError, httpx.RemoteProtocolError)):
                await client.get(f"http://{OTHER_LOOPBACK}:{port}/")


async def test_all_killed_at_once_and_started_again_lose_no_account(legato: Legato) -> None:
    await start(legato)
    await sign_up(legato, LISTENER)
    await kill_all(legato)
    assert await start(legato)
    await sign_in(legato, LISTENER)


async def test_a_killed_supervisor_is_replaced_by_the_next_start(legato: Legato) -> None:
    await start(legato)
    os.kill(processes(legato)[0].pid, signal.SIGKILL)
    await sign_in(legato, legato.admin)
    await start(legato)
    parts = await observe(legato.home, legato.stack.parts)
    assert {part.state for part in parts} == {"ready"}


async def test_where_registration_is_closed_nobody_signs_up_and_no_demo_is_brought(
    legato: Legato,
) -> None:
    closed = Legato.open(legato.settings.model_copy(update={"registration_open": False}))
    assert await start(closed, with_demo=True)
    assert not closed.demo.is_there
    with pytest.raises(DemoError, match="403"):
        await sign_up(closed, Account("late@example.org", "some other horse"))
    await sign_in(closed, closed.admin)


async def test_stopping_leaves_no_process(legato: Legato) -> None:
    await start(legato)
    everybody = processes(legato)
    await legato.stop(Lines(io.StringIO()))
    assert not [process for process in everybody if process.is_alive]


async def test_a_part_that_cannot_start_is_named_and_the_rest_goes_on(legato: Legato) -> None:
    await legato.stop(Lines(io.StringIO()))
    with without_signing_keys(legato), pytest.raises(PartError) as failed:
        await start(legato)
    assert failed.value.part == "user"
    states = {part.name: part.state for part in await observe(legato.home, legato.stack.parts)}
    assert states["postgres"] == "ready"


async def test_a_taken_port_is_refused_before_anything_is_started(short_folder: Path) -> None:
    other = build(short_folder / "h")
    with (
        socket.create_server(("127.0.0.1", other.home.port)),
        pytest.raises(RefusalError, match=f"port {other.home.port} .gateway, HTTP. is held by"),
    ):
        await start(other)
    assert not processes(other)
