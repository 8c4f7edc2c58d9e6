"""A release with the limit of sign-ins as it ships: who asks too often is told to wait."""

from collections.abc import AsyncIterator

import httpx
import pytest
import yaml

from tests.support.deadlines import REQUEST_SECONDS
from tests.support.installation import Installation
from tests.support.problems import assert_retry_later
from tests.support.waiting import until

pytestmark = pytest.mark.kind

REFUSED_SECONDS = 180.0
"""Until Envoys that know the limit have been asked sixty times each, at twenty times a second."""


@pytest.fixture
async def limited(installation: Installation) -> AsyncIterator[None]:
    """The release with the chart's own limit for as long as the test runs."""
    shipped = yaml.safe_load((installation.helm.chart / "charts/user/values.yaml").read_text())
    revision = await installation.helm.revision()
    await installation.helm.upgrade({"user": {"routes": shipped["routes"]}})
    yield
    await installation.helm.rollback(revision)


async def test_too_many_sign_ins_are_told_to_wait(
    installation: Installation, limited: None
) -> None:
    async with httpx.AsyncClient(base_url=installation.url, timeout=REQUEST_SECONDS) as http:

        async def refused() -> httpx.Response | None:
            answer = await http.post("/v1/auth/login", json={})
            return answer if answer.status_code == httpx.codes.TOO_MANY_REQUESTS else None

        answer = await until(refused, "a sign-in that is refused", REFUSED_SECONDS)
        assert answer is not None
        assert_retry_later(answer, httpx.codes.TOO_MANY_REQUESTS)
        keys = await http.get("/.well-known/jwks.json")
        assert keys.is_success
