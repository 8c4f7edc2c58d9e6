"""nginx as a process: its socket, its end, and its start after a hard one."""

import asyncio
import stat
from pathlib import Path

import psutil
import pytest

from legato_local.part import running
from legato_local.parts.nginx import Nginx
from tests.integration.gateway.conftest import client_at_socket, make_nginx


@pytest.fixture
def nginx(workplace: Path) -> Nginx:
    folder = workplace / "nginx"
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    (folder / "pages" / "index.html").write_text("hello")
    return make_nginx(folder, "web", folder / "pages")


async def page(nginx: Nginx) -> str:
    async with client_at_socket(nginx.socket) as client:
        return (await client.get("/")).text


async def test_its_socket_is_for_this_user_alone(nginx: Nginx) -> None:
    async with running(nginx):
        mode = nginx.socket.stat().st_mode
        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o600
        assert await page(nginx) == "hello"


async def test_it_starts_where_a_killed_one_left_its_socket(nginx: Nginx) -> None:
    async with running(nginx):
        await nginx.kill()
        assert nginx.socket.exists()
        await nginx.start()
        await nginx.wait_ready()
        assert await page(nginx) == "hello"


async def test_it_is_one_process_so_that_none_is_left_behind(nginx: Nginx) -> None:
    async with running(nginx):
        assert psutil.Process(nginx.pid).children(recursive=True) == []


async def test_two_requests_on_one_connection_and_many_at_once(nginx: Nginx) -> None:
    async with running(nginx), client_at_socket(nginx.socket) as client:
        answers = await asyncio.gather(*[client.get("/") for _ in range(50)])
    assert {answer.text for answer in answers} == {"hello"}
