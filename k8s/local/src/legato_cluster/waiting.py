"""Waiting until a namespace is ready, and saying which pod keeps it from that, and why."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from legato_cluster.errors import ClusterError, CommandError
from legato_cluster.kubectl import Kubectl
from legato_cluster.readiness import Problem, find_problems, is_rolled_out
from legato_local.files import write_atomically
from legato_local.progress import Step

READY_SECONDS = 600.0
"""Deadline of all pods of a release: databases, migrations, and services after them."""

POLL_SECONDS = 1.0
"""Pause between two looks at the pods."""

LOG_LINES = 12
"""Last lines of a failing container that are shown."""

SHOWN = 3
"""Failing containers whose lines are shown; the others mostly wait for them."""

WORKLOADS = "deployments,statefulsets"


async def wait_ready(kubectl: Kubectl, namespaces: Sequence[str], step: Step, report: Path) -> None:
    """Wait until every workload of the namespaces is rolled out.

    Raises `ClusterError` at the deadline, or before when waiting will not help; `report` then has
    what the failing containers wrote.
    """
    problems: Sequence[Problem] = ()
    try:
        async with asyncio.timeout(READY_SECONDS):
            while not (problems and problems[0].is_final):
                # An API server that is just being started again is asked once more.
                with suppress(CommandError):
                    if await _is_ready(kubectl, namespaces, step):
                        return
                    problems = await _find_problems(kubectl, namespaces)
                await asyncio.sleep(POLL_SECONDS)
    except TimeoutError:
        problems = await _find_problems(kubectl, namespaces)
    raise await _explain(kubectl, problems, report)


async def _is_ready(kubectl: Kubectl, namespaces: Sequence[str], step: Step) -> bool:
    found = [
        workload
        for namespace in namespaces
        for workload in await kubectl.list(WORKLOADS, "--namespace", namespace)
    ]
    ready = sum(map(is_rolled_out, found))
    step.advance(ready, len(found))
    step.say(f"{ready} of {len(found)} ready")
    return ready == len(found) > 0


async def _find_problems(kubectl: Kubectl, namespaces: Sequence[str]) -> Sequence[Problem]:
    pods = [
        pod
        for namespace in namespaces
        for pod in await kubectl.list("pods", "--namespace", namespace)
    ]
    return find_problems(pods)


async def _explain(kubectl: Kubectl, problems: Sequence[Problem], report: Path) -> ClusterError:
    if not problems:
        fact = f"Not everything was ready after {READY_SECONDS:.0f} s, and no pod says why."
        return ClusterError(fact, "See: make status STACK=kind")
    parts = [await _show_log(kubectl, problem) for problem in problems[:SHOWN]]
    write_atomically(report, "\n".join(parts) + "\n")
    facts = [f"{problem.pod} {problem.container}: {problem.reason}" for problem in problems]
    return ClusterError(
        "Not ready: " + "; ".join(facts[:SHOWN]) + ".",
        f"All of it: {report}; see also: make status STACK=kind, make logs STACK=kind",
        report,
    )


async def _show_log(kubectl: Kubectl, problem: Problem) -> str:
    head = f"{problem.namespace}/{problem.pod} {problem.container}: {problem.reason}"
    if not problem.container:
        return head
    words = ("logs", problem.pod, "--namespace", problem.namespace, f"--tail={LOG_LINES}")
    written = await kubectl.ask(*words, "--container", problem.container)
    if not written.output.strip():
        written = await kubectl.ask(*words, "--container", problem.container, "--previous")
    return f"{head}\n{written.output.rstrip()}"
