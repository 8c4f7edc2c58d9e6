"""What is done about a cluster by what is seen of its nodes."""

from datetime import UTC, datetime
from typing import Any

import pytest

from legato_cluster.nodes import Node, Plan, are_healthy, are_renewed, decide

IMAGE = "localhost/legato/kind-node:v1-abc"

CONTROL, WORKER, OTHER = (
    Node(name, IMAGE, runs=True, address=f"172.18.0.{number}")
    for number, name in enumerate(("legato-control-plane", "legato-worker", "legato-worker2"), 2)
)
ALL = (CONTROL, WORKER, OTHER)


def known(node: Node, *, address: str = "", ready: str = "True") -> dict[str, Any]:
    return {
        "metadata": {"name": node.name},
        "status": {
            "conditions": [
                {"type": "MemoryPressure", "status": "False"},
                {"type": "Ready", "status": ready},
            ],
            "addresses": [
                {"type": "Hostname", "address": node.name},
                {"type": "InternalIP", "address": address or node.address},
            ],
        },
    }


@pytest.mark.parametrize(
    ("nodes", "finished", "healthy", "plan"),
    [
        ((), True, False, Plan.CREATE),
        (ALL, True, True, Plan.KEEP),
        (ALL, True, False, Plan.MEND),
        (ALL, False, False, Plan.RECREATE),
        (ALL[:2], True, True, Plan.RECREATE),
    ],
    ids=["none", "all well", "not ready", "cut off while made", "one gone"],
)
def test_nodes_are_kept_mended_or_made(
    *, nodes: tuple[Node, ...], finished: bool, healthy: bool, plan: Plan
) -> None:
    assert decide(nodes, finished=finished, images=(IMAGE,), is_healthy=healthy) is plan


def test_nodes_of_another_image_are_made_anew() -> None:
    newer = ("kindest/node:v2", "localhost/legato/kind-node:v2-def")
    assert decide(ALL, finished=True, images=newer, is_healthy=True) is Plan.RECREATE


def test_nodes_that_are_ready_where_they_run_are_healthy() -> None:
    assert are_healthy(ALL, [known(node) for node in ALL])


def test_a_node_that_is_not_ready_is_not_healthy() -> None:
    assert not are_healthy(ALL, [known(CONTROL), known(WORKER), known(OTHER, ready="Unknown")])


def test_a_node_that_came_back_with_another_address_is_not_healthy() -> None:
    moved = known(WORKER, address="172.18.0.9")
    assert not are_healthy(ALL, [known(CONTROL), moved, known(OTHER)])


def test_a_node_that_the_api_holds_for_ready_but_that_is_down_is_not_healthy() -> None:
    down = Node(OTHER.name, IMAGE, runs=False, address="")
    assert not are_healthy((CONTROL, WORKER, down), [known(node) for node in ALL])


def test_no_nodes_at_all_are_not_healthy() -> None:
    assert not are_healthy((), [])


def lease(second: int) -> dict[str, Any]:
    return {"spec": {"renewTime": f"2026-11-24T12:00:{second:02}.123456Z"}}


def test_nodes_are_believed_once_all_have_been_heard_of_since_they_were_started() -> None:
    started = datetime(2026, 11, 24, 12, 0, 30, tzinfo=UTC)
    assert are_renewed([lease(31), lease(35), lease(40)], started)
    assert not are_renewed([lease(31), lease(20), lease(40)], started)
    assert not are_renewed([lease(31), lease(40)], started)
