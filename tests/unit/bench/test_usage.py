"""CPU time and memory belong to the part whose process started the one that used them."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.bench.usage import CpuMeter, Parts

PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE)
print(child.pid, child.stdout.readline().decode(), flush=True)
sys.stdin.readline()
child.terminate()
"""

BURN = """
import time, signal
while time.process_time() < 0.2:
    pass
print("burnt", flush=True)
signal.pause()
"""


@pytest.fixture
def parent() -> Iterator[subprocess.Popen[str]]:
    """A process with a child that has used 0.2 s of CPU."""
    command = [sys.executable, "-c", PARENT, BURN]
    with subprocess.Popen(
        command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield process
        process.communicate("end\n")


def test_a_child_counts_for_its_parent(parent: subprocess.Popen[str]) -> None:
    child = _child_of(parent)
    used = Parts({"parent": parent.pid}).cpu_seconds()
    assert used["parent"] >= 0.19
    assert child != parent.pid


def test_a_child_that_is_a_part_itself_counts_once(parent: subprocess.Popen[str]) -> None:
    child = _child_of(parent)
    both = Parts({"supervisor": parent.pid, "part": child})

    alone = Parts({"part": child}).memory()["part"]
    assert both.memory()["part"].resident == alone.resident
    whole = Parts({"supervisor": parent.pid}).memory()["supervisor"]
    assert both.memory()["supervisor"].resident == whole.resident - alone.resident


def test_a_meter_counts_what_is_used_within_it() -> None:
    with CpuMeter(Parts({"this": os.getpid()})) as meter:
        until = time.process_time() + 0.1
        while time.process_time() < until:
            pass
    assert meter.total >= 0.08


def _child_of(parent: subprocess.Popen[str]) -> int:
    assert parent.stdout is not None
    pid, burnt = parent.stdout.readline().split()
    assert burnt == "burnt"
    return int(pid)
