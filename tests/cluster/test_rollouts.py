"""Nobody notices when a new version comes, when it goes again, and when pods come and go."""

import asyncio
from collections.abc import Mapping

import pytest

from legato_cluster.commands import demand
from legato_cluster.docker import Docker
from legato_cluster.kind import Kind
from tests.cluster.conftest import Bear
from tests.support.helm import Values
from tests.support.installation import Installation, Workload

pytestmark = [pytest.mark.kind, pytest.mark.timeout(900)]

SERVICES = ("user", "music", "media")

REPLICAS = 2

FIRST = 1
"""Revision of the release as it was installed."""

STEADY_SECONDS = 5.0
"""Of load before anything happens."""

BUILD_SECONDS = 120.0
"""For an image that has one label more than another."""

Tags = Mapping[str, str]


@pytest.fixture(scope="session")
async def changed(installation: Installation, docker: Docker, kind: Kind) -> Tags:
    """Tags of other images of the services, which are in the nodes."""
    values = await installation.helm.values()
    registry, tags = values["global"]["imageRegistry"], {}
    for name in SERVICES:
        image = f"{registry}/legato/{name}"
        tags[name] = f"{values[name]['image']['tag']}-changed"
        await demand(
            [docker.program, "build", "--tag", f"{image}:{tags[name]}", "-"],
            within=BUILD_SECONDS,
            env=docker.env,
            given=f"FROM {image}:{values[name]['image']['tag']}\nLABEL legato.dev/changed=yes\n",
        )
    images = [f"{registry}/legato/{name}:{tag}" for name, tag in tags.items()]
    await kind.load(images)
    return tags


@pytest.fixture
def services(installation: Installation) -> list[Workload]:
    """The Deployments that listeners' requests end at."""
    return [installation.workload(name) for name in SERVICES]


def describe(tags: Tags) -> Values:
    """Return values that choose images of the services."""
    return {name: {"image": {"tag": tag}} for name, tag in tags.items()}


async def images(installation: Installation, services: list[Workload]) -> set[str]:
    """Return the tags that pods of the services run."""
    pods = [pod for service in services for pod in await installation.pods(service)]
    used = [container["image"] for pod in pods for container in pod["spec"]["containers"]]
    return {image.rpartition(":")[2] for image in used}


async def test_an_upgrade_to_other_images_fails_no_request(
    installation: Installation, services: list[Workload], changed: Tags, bear: Bear
) -> None:
    async with bear() as load:
        await load.until(STEADY_SECONDS)
        await installation.helm.upgrade(describe(changed))
        await asyncio.gather(*map(installation.settle, services))
        assert await images(installation, services) == {*changed.values()}
    assert load.failures() == []


@pytest.mark.full
async def test_a_rollback_fails_no_request(
    installation: Installation, services: list[Workload], changed: Tags, bear: Bear
) -> None:
    await installation.helm.upgrade(describe(changed))
    await asyncio.gather(*map(installation.settle, services))
    async with bear() as load:
        await load.until(STEADY_SECONDS)
        await installation.helm.rollback(FIRST)
        await asyncio.gather(*map(installation.settle, services))
        assert not await images(installation, services) & {*changed.values()}
    assert load.failures() == []


async def test_new_pods_of_every_service_fail_no_request(
    installation: Installation, services: list[Workload], bear: Bear
) -> None:
    async with bear() as load:
        await load.until(STEADY_SECONDS)
        await installation.restart(*services)
    assert load.failures() == []


async def test_new_envoys_fail_no_request(installation: Installation, bear: Bear) -> None:
    envoy = await installation.envoy()
    async with bear() as load:
        await load.until(STEADY_SECONDS)
        await installation.restart(envoy)
    assert load.failures() == []


async def test_more_and_fewer_pods_fail_no_request(
    installation: Installation, services: list[Workload], bear: Bear
) -> None:
    async with bear() as load:
        for replicas in (REPLICAS + 1, REPLICAS):
            await load.until(load.seconds + STEADY_SECONDS)
            scaled = [installation.scale(service, replicas) for service in services]
            await asyncio.gather(*scaled)
    assert load.failures() == []


@pytest.mark.full
async def test_more_and_fewer_envoys_fail_no_request(
    installation: Installation, bear: Bear
) -> None:
    envoy = await installation.envoy()
    async with bear() as load:
        for replicas in (REPLICAS + 1, REPLICAS):
            await load.until(load.seconds + STEADY_SECONDS)
            await installation.helm.upgrade({"gateway": {"replicas": replicas}})
            await installation.settle(envoy)
            assert len(await installation.pods(envoy)) == replicas
    assert load.failures() == []
