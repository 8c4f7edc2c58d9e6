"""A run of suites on a cluster leaves nothing of it, however it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NoReturn

import pytest

import tests.cluster.__main__ as runner
from legato_cluster.errors import ClusterError
from legato_cluster.settings import Settings

Steps = list[str]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        app=tmp_path, cache=tmp_path, uv=None, cluster_name="legato-test", cluster_state=tmp_path
    )


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Steps:
    """What is done to a cluster that is never made."""
    steps: Steps = []

    class Up:
        def __init__(self, *_: object) -> None: ...

        async def run(self, *_: object, **__: object) -> None:
            steps.append("up")
            settings.cluster.state.mkdir(exist_ok=True)
            (settings.cluster.state / "owned").touch()

    async def remove(*_: object, **__: object) -> None:
        steps.append("remove")

    async def halt(*_: object) -> None:
        steps.append("halt")

    monkeypatch.setattr(runner, "Up", Up)
    monkeypatch.setattr(runner, "remove", remove)
    monkeypatch.setattr(runner, "halt", halt)
    return steps


def answer_with(code: int, steps: Steps) -> Callable[..., Awaitable[int]]:
    async def run_pytest(*_: object) -> int:
        steps.append("pytest")
        return code

    return run_pytest


@pytest.mark.parametrize("code", [0, 1])
async def test_the_cluster_goes_and_the_code_of_pytest_stays(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, steps: Steps, code: int
) -> None:
    monkeypatch.setattr(runner, "run_pytest", answer_with(code, steps))
    assert await runner.run(settings, []) == code
    assert steps == ["halt", "up", "pytest", "remove"]


async def test_a_cluster_that_did_not_come_up_is_taken_away(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, steps: Steps
) -> None:
    class Failing:
        def __init__(self, *_: object) -> None: ...

        async def run(self, *_: object, **__: object) -> NoReturn:
            steps.append("up")
            raise ClusterError("no pods", "look")

    monkeypatch.setattr(runner, "Up", Failing)
    with pytest.raises(ClusterError):
        await runner.run(settings, [])
    assert steps == ["halt", "up", "halt"]


async def test_what_an_earlier_run_left_goes_first(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, steps: Steps
) -> None:
    settings.cluster.state.mkdir(exist_ok=True)
    (settings.cluster.state / "owned").touch()
    monkeypatch.setattr(runner, "run_pytest", answer_with(0, steps))
    await runner.run(settings, [])
    assert steps[0] == "remove"


async def test_the_cluster_goes_when_the_run_is_interrupted(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, steps: Steps
) -> None:
    begun = asyncio.Event()

    async def run_pytest(*_: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(runner, "run_pytest", run_pytest)
    run = asyncio.create_task(runner.run(settings, []))
    await begun.wait()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert steps == ["halt", "up", "remove"]
