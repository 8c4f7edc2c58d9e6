"""Whether what a release started is ready, read off the objects that the API server has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NEVER = {"ErrImageNeverPull", "ErrImagePull", "ImagePullBackOff", "InvalidImageName"}
"""Reasons for waiting that go on for ever: images are loaded beforehand."""

PATIENCE = 6
"""Restarts of a container before it is given up: some wait for a database by failing."""

Object = Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """A container that does not do its work; `is_final` when waiting will not help."""

    namespace: str
    pod: str
    container: str
    reason: str
    is_final: bool


def is_rolled_out(workload: Object) -> bool:
    """Whether every replica of a Deployment or StatefulSet is of its newest form, and ready."""
    status, wanted = workload.get("status", {}), workload["spec"].get("replicas", 1)
    counts = [status.get(name, 0) for name in ("replicas", "updatedReplicas", "readyReplicas")]
    seen = status.get("observedGeneration", 0) >= workload["metadata"]["generation"]
    return seen and counts == [wanted] * len(counts)


def find_problems(pods: Sequence[Object]) -> Sequence[Problem]:
    """Return what keeps pods from being ready, what is final first."""
    found = [problem for pod in pods for problem in _examine(pod)]
    return sorted(found, key=lambda problem: not problem.is_final)


def _examine(pod: Object) -> Iterator[Problem]:
    status = pod.get("status", {})
    if "deletionTimestamp" in pod["metadata"] or status.get("phase") == "Succeeded":
        return
    containers = [*status.get("initContainerStatuses", ()), *status.get("containerStatuses", ())]
    if not containers:
        yield _describe(pod, "", _why_unscheduled(status), final=False)
    for container in containers:
        reason, final = _judge(container)
        if reason:
            yield _describe(pod, container["name"], reason, final=final)


def _judge(container: Object) -> tuple[str, bool]:
    """Return why a container is not ready, empty if it is, and whether that will not pass."""
    state = container.get("state", {})
    if "waiting" in state:
        waiting, restarts = state["waiting"], container.get("restartCount", 0)
        reason = ": ".join(filter(None, (waiting.get("reason"), waiting.get("message"))))
        return reason, waiting.get("reason") in NEVER or restarts >= PATIENCE
    if "terminated" in state:
        code = state["terminated"].get("exitCode", 0)
        return (f"ended with code {code}" if code else ""), False
    return ("" if container.get("ready") else "runs, and is not ready"), False


def _why_unscheduled(status: Object) -> str:
    reasons = (
        condition.get("message", condition.get("reason", ""))
        for condition in status.get("conditions", ())
        if condition["type"] == "PodScheduled" and condition["status"] != "True"
    )
    return next(reasons, "has not started yet")


def _describe(pod: Object, container: str, reason: str, *, final: bool) -> Problem:
    metadata = pod["metadata"]
    return Problem(metadata["namespace"], metadata["name"], container, reason, final)
