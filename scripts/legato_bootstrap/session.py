"""Runs a command that starts servers, and leaves none of its processes behind.

This process adopts every orphan among its descendants, so that a server which went into the
background, or whose parent was killed, is still found and ended.
"""

import contextlib
import os
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from legato_bootstrap.account import Account, become
from legato_bootstrap.prctl import adopt_orphans, end_with_parent
from legato_bootstrap.progress import Progress

ENDS = {signal.SIGTERM, signal.SIGHUP}
"""Signals that tell a session to end; held back until they can be passed on."""

INTERRUPTED_SECONDS = 90
"""How long a command may take to stop its servers after it was told to end."""

Steps = Sequence[tuple[signal.Signals | None, float]]
"""What is done to processes left behind, and how many seconds it may take to work."""

SWEEP: Steps = ((None, 5.0), (signal.SIGTERM, 20.0), (signal.SIGKILL, 10.0))
"""First they may end by themselves, as the last of a stack that is just stopping do."""

POLL_SECONDS = 0.05
"""Pause between two looks at the processes left behind."""


def run_and_sweep(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    account: Account | None,
    progress: Progress,
    steps: Steps = SWEEP,
) -> int:
    """Run `argv` as the account; return its exit code once all its descendants are gone.

    A success that left processes behind is none: the code is 1.
    """
    adopt_orphans()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    child = os.fork()
    if child == 0:
        _become_command(argv, env, cwd, account)
    _pass_on_signals(child)
    code = _wait_for(child)
    left = _sweep(steps)
    for name in left:
        progress.say(f"ended a process that was left behind: {name}")
    if left and code == 0:
        progress.say("failed: all else passed, but whatever starts a process has to end it")
        return 1
    return code if code >= 0 else 128 - code


def _become_command(
    argv: Sequence[str], env: Mapping[str, str], cwd: Path, account: Account | None
) -> None:
    try:
        become(account)
        end_with_parent(signal.SIGINT)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
        os.chdir(cwd)
        os.execve(argv[0], list(argv), env)
    finally:
        os._exit(127)


def _pass_on_signals(child: int) -> None:
    """Ctrl-C reaches the command by itself; other ends are turned into the same."""

    def interrupt(_signum: int, _frame: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGINT)
        signal.alarm(INTERRUPTED_SECONDS)

    def kill(_signum: int, _frame: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, kill)
    for signum in ENDS:
        signal.signal(signum, interrupt)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)


def _wait_for(child: int) -> int:
    """Return the child's exit code; orphans that end meanwhile are reaped."""
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == child:
            return os.waitstatus_to_exitcode(status)


def _sweep(steps: Steps) -> set[str]:
    """End what is left; return the names of the processes that had to be told."""
    told: set[str] = set()
    for signum, seconds in steps:
        deadline = time.monotonic() + seconds
        signalled: set[int] = set()
        while not _reap():
            if signum is not None:
                for pid, name in _children().items():
                    if pid not in signalled:
                        os.kill(pid, signum)
                        signalled.add(pid)
                        told.add(name)
            if time.monotonic() > deadline:
                break
            time.sleep(POLL_SECONDS)
        else:
            break
    return told


def _reap() -> bool:
    """Collect ended children; return whether none is left."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass
    except ChildProcessError:
        return True
    return False


def _children() -> dict[int, str]:
    """Names of this process's children by id."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except OSError:
            continue
        name, _, rest = stat.partition("(")[2].rpartition(")")
        if int(rest.split()[1]) == os.getpid():
            found[int(folder.name)] = name
    return found
