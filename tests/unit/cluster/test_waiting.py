"""Waiting for a release: until all is ready, or nothing will come of it."""

import io
from pathlib import Path
from typing import Any

import pytest

from legato_cluster import waiting
from legato_cluster.commands import Answer
from legato_cluster.errors import ClusterError, CommandError
from legato_cluster.kubectl import Kubectl
from legato_cluster.waiting import wait_ready
from legato_local.progress import Lines

READY = {
    "metadata": {"generation": 1},
    "spec": {"replicas": 1},
    "status": {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1},
}
STARTING = {**READY, "status": {}}


def pod(reason: str) -> dict[str, Any]:
    container = {"name": "user", "ready": False, "state": {"waiting": {"reason": reason}}}
    return {
        "metadata": {"namespace": "legato", "name": "user-1"},
        "status": {"phase": "Pending", "containerStatuses": [container]},
    }


class Api(Kubectl):
    """Shows one state of a namespace after the other, and goes on with the last."""

    states: list[Any]
    pods: list[dict[str, Any]]

    async def list(self, kind: str, *words: str) -> list[Any]:
        if kind == "pods":
            return self.pods
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        if isinstance(state, Exception):
            raise state
        return [state]

    async def ask(self, *words: str, within: float = 1.0) -> Answer:
        return Answer(0, "cannot reach the database\n", "")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "POLL_SECONDS", 0.001)


def show(tmp_path: Path, *states: object, pods: tuple[dict[str, Any], ...] = ()) -> Api:
    api = Api(tmp_path, tmp_path)
    object.__setattr__(api, "states", list(states))
    object.__setattr__(api, "pods", list(pods))
    return api


async def wait(api: Api, report: Path) -> None:
    with Lines(io.StringIO()).step("pods") as step:
        await wait_ready(api, ("legato",), step, report)


async def test_it_ends_when_all_is_ready(tmp_path: Path) -> None:
    await wait(show(tmp_path, STARTING, STARTING, READY), tmp_path / "report")


async def test_an_api_server_that_is_away_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    await wait(show(tmp_path, CommandError("kubectl", "refused"), READY), tmp_path / "report")


async def test_what_will_not_come_is_not_waited_for(tmp_path: Path) -> None:
    api = show(tmp_path, STARTING, pods=(pod("ErrImageNeverPull"),))
    with pytest.raises(ClusterError, match="user-1 user: ErrImageNeverPull"):
        await wait(api, tmp_path / "report")


async def test_the_report_has_what_the_container_wrote_last(tmp_path: Path) -> None:
    api = show(tmp_path, STARTING, pods=(pod("InvalidImageName"),))
    with pytest.raises(ClusterError) as failed:
        await wait(api, tmp_path / "report")
    assert failed.value.log == tmp_path / "report"
    assert "cannot reach the database" in (tmp_path / "report").read_text()


async def test_at_the_deadline_it_says_who_is_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "READY_SECONDS", 0.01)
    api = show(tmp_path, STARTING, pods=(pod("ContainerCreating"),))
    with pytest.raises(ClusterError, match="user-1 user: ContainerCreating"):
        await wait(api, tmp_path / "report")
