"""Whether workloads are rolled out, and what keeps pods from being ready."""

from typing import Any

import pytest

from legato_cluster.readiness import PATIENCE, find_problems, is_rolled_out


def workload(**status: int) -> dict[str, Any]:
    usual = {"observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, "readyReplicas": 2}
    return {
        "metadata": {"generation": 2},
        "spec": {"replicas": 2},
        "status": {**usual, **status},
    }


def pod(*containers: dict[str, Any], **status: Any) -> dict[str, Any]:  # noqa: ANN401 - as in JSON
    return {
        "metadata": {"namespace": "legato", "name": "user-1"},
        "status": {"phase": "Running", "containerStatuses": list(containers), **status},
    }


def waiting(reason: str, restarts: int = 0) -> dict[str, Any]:
    return {
        "name": "user",
        "ready": False,
        "restartCount": restarts,
        "state": {"waiting": {"reason": reason}},
    }


RUNNING = {"name": "user", "ready": True, "restartCount": 3, "state": {"running": {}}}


def test_a_workload_whose_replicas_are_all_new_and_ready_is_rolled_out() -> None:
    assert is_rolled_out(workload())


@pytest.mark.parametrize(
    "status",
    [
        {"observedGeneration": 1},
        {"updatedReplicas": 1},
        {"readyReplicas": 1},
        {"replicas": 3},
    ],
    ids=["not seen yet", "an old one is left", "one is not ready", "one is still to end"],
)
def test_a_workload_on_its_way_is_not_rolled_out(status: dict[str, int]) -> None:
    assert not is_rolled_out(workload(**status))


def test_a_workload_that_nobody_has_looked_at_is_not_rolled_out() -> None:
    assert not is_rolled_out({"metadata": {"generation": 1}, "spec": {"replicas": 1}})


def test_a_workload_scaled_to_nothing_is_rolled_out() -> None:
    none = {"metadata": {"generation": 1}, "spec": {"replicas": 0}}
    assert is_rolled_out({**none, "status": {"observedGeneration": 1}})


def test_a_ready_pod_has_no_problem_however_often_it_began_anew() -> None:
    assert find_problems([pod(RUNNING)]) == []


def test_an_image_that_no_node_has_will_not_come() -> None:
    (problem,) = find_problems([pod(waiting("ErrImageNeverPull"))])
    assert problem.is_final
    assert (problem.pod, problem.container) == ("user-1", "user")
    assert problem.reason == "ErrImageNeverPull"


def test_a_container_that_fails_a_few_times_is_waited_for() -> None:
    few, many = (
        find_problems([pod(waiting("CrashLoopBackOff", restarts))])[0]
        for restarts in (PATIENCE - 1, PATIENCE)
    )
    assert not few.is_final
    assert many.is_final


def test_what_is_final_is_named_first() -> None:
    starting = pod({**RUNNING, "ready": False})
    found = find_problems([starting, pod(waiting("InvalidImageName"))])
    assert [problem.reason for problem in found] == ["InvalidImageName", "runs, and is not ready"]


def test_the_init_container_that_failed_is_the_one_named() -> None:
    failed = {"name": "migrate", "state": {"terminated": {"exitCode": 3}}}
    later = waiting("PodInitializing")
    found = find_problems([pod(later, initContainerStatuses=[failed])])
    assert [(problem.container, problem.reason) for problem in found] == [
        ("migrate", "ended with code 3"),
        ("user", "PodInitializing"),
    ]


def test_a_pod_without_a_node_says_why() -> None:
    condition = {"type": "PodScheduled", "status": "False", "message": "0/3 nodes are available"}
    (problem,) = find_problems([pod(phase="Pending", conditions=[condition])])
    assert problem.reason == "0/3 nodes are available"


def test_pods_that_end_or_have_done_their_work_are_no_problem() -> None:
    ending = pod({**RUNNING, "ready": False})
    ending["metadata"]["deletionTimestamp"] = "2026-11-24T00:00:00Z"
    assert find_problems([ending, pod(waiting("Completed"), phase="Succeeded")]) == []
