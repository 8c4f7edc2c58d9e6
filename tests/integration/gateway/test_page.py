"""The page to listen on: which headers it is sent with, and what is not sent."""

import httpx
import pytest

from tests.integration.gateway.conftest import Backends, client_at_socket
from tests.support.problems import assert_problem

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


@pytest.mark.parametrize("path", ["/", "/assets/player.js", "/assets/missing.js"])
async def test_nothing_from_elsewhere_runs_in_it(gateway: httpx.AsyncClient, path: str) -> None:
    headers = (await gateway.get(path)).headers
    rules = (
        rule.strip().partition(" ")[::2] for rule in headers["content-security-policy"].split(";")
    )
    assert dict(rules) == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "microphone=()" in headers["permissions-policy"]


async def test_it_is_looked_at_anew_on_each_load_and_sent_only_when_changed(
    gateway: httpx.AsyncClient,
) -> None:
    first = await gateway.get("/")
    assert first.headers["cache-control"] == "no-cache"
    again = await gateway.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


async def test_texts_are_sent_compressed(gateway: httpx.AsyncClient, backends: Backends) -> None:
    (backends.web_pages / "long.css").write_text("body { margin: 0 }\n" * 200)
    answer = await gateway.get("/assets/long.css")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert len(answer.text) == 3800


@pytest.mark.parametrize(
    "path",
    ["/assets/", "/assets/folder", "/assets/folder/", "/assets/.hidden", "/assets/missing.js",
     "/index.html", "/player.js"],
)  # fmt: skip
async def test_there_are_no_listings_and_no_hidden_files(backends: Backends, path: str) -> None:
    (backends.web_pages / ".hidden").touch()
    (backends.web_pages / "folder").mkdir(exist_ok=True)
    async with client_at_socket(backends.web.socket) as nginx:
        assert (await nginx.get(path)).status_code in {301, 404}


async def test_it_is_only_read(gateway: httpx.AsyncClient) -> None:
    assert_problem(await gateway.post("/"), 405)
    assert_problem(await gateway.delete("/assets/player.js"), 405)
    assert_problem(await gateway.get("/assets/missing.js"), 404)
