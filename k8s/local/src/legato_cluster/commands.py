"""Programs that do the work: their output goes to a log, or is an answer; both end in time."""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from legato_cluster.errors import CommandError

KILLED_SECONDS = 10.0
"""How long a killed program may take to go."""

LONGEST_LINE = 1 << 20
"""Bytes of one line of output; a build's command line is long."""


@dataclass(frozen=True)
class Answer:
    """How a program ended, and what it wrote."""

    code: int
    output: str
    errors: str


async def run(
    what: str,
    argv: Sequence[str | Path],
    *,
    log: Path,
    within: float,
    env: Mapping[str, str] | None = None,
    folder: Path | None = None,
    given: Path | None = None,
    on_line: Callable[[str], None] = lambda _: None,
) -> None:
    """Run a program to its end, each line of its output going to `log` and `on_line`.

    It reads the file `given`, or nothing. `what` names the step in the `CommandError` that is
    raised when the program fails or takes more than `within` seconds.
    """
    with (given or Path(os.devnull)).open("rb") as read:
        process = await asyncio.create_subprocess_exec(
            *argv,
            env=env,
            cwd=folder,
            stdin=read,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=LONGEST_LINE,
        )
    try:
        async with asyncio.timeout(within):
            await _copy(process, log, on_line)
            code = await process.wait()
    except TimeoutError:
        raise CommandError(what, f"not done after {within:.0f} s", log) from None
    finally:
        await _end(process)
    if code != 0:
        raise CommandError(what, f"ended with code {code}", log)


async def ask(
    argv: Sequence[str | Path],
    *,
    within: float,
    env: Mapping[str, str] | None = None,
    folder: Path | None = None,
    given: str | None = None,
) -> Answer:
    """Run a program, `given` being its input, and return how it ended, whatever that is.

    Raises `CommandError` when it takes more than `within` seconds.
    """
    process = await asyncio.create_subprocess_exec(
        *argv,
        env=env,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL if given is None else asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(within):
            output, errors = await process.communicate(None if given is None else given.encode())
    except TimeoutError:
        raise CommandError(_name(argv), f"no answer after {within:.0f} s") from None
    finally:
        await _end(process)
    return Answer(
        process.returncode or 0, output.decode(errors="replace"), errors.decode(errors="replace")
    )


async def demand(
    argv: Sequence[str | Path],
    *,
    within: float,
    env: Mapping[str, str] | None = None,
    folder: Path | None = None,
    given: str | None = None,
) -> str:
    """Return what a program writes; raise `CommandError` with its last words when it fails."""
    answer = await ask(argv, within=within, env=env, folder=folder, given=given)
    if answer.code != 0:
        raise CommandError(_name(argv), answer.errors.strip() or f"ended with code {answer.code}")
    return answer.output


async def _copy(
    process: asyncio.subprocess.Process, log: Path, on_line: Callable[[str], None]
) -> None:
    if process.stdout is None:
        return
    with log.open("wb") as written:
        async for line in process.stdout:
            written.write(line)
            written.flush()
            on_line(line.decode(errors="replace").rstrip())


async def _end(process: asyncio.subprocess.Process) -> None:
    """Leave no program behind when its step is cancelled or late."""
    if process.returncode is None:
        process.kill()
        async with asyncio.timeout(KILLED_SECONDS):
            await process.wait()


def _name(argv: Sequence[str | Path]) -> str:
    return " ".join(str(word) for word in argv[:4])
