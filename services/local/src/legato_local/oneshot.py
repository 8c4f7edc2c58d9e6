"""Commands that end: migrations, and what prepares the demo music."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

KILLED_SECONDS = 10.0
"""How long a killed command may take to go."""


class CommandError(Exception):
    """A command failed or took too long; the message says which of the two."""


async def run(
    argv: Sequence[str],
    *,
    environment: Mapping[str, str],
    log: Path,
    within: float,
    folder: Path | None = None,
) -> None:
    """Run a command to its end in `folder`, its output going to `log`.

    Raises `CommandError` when it fails or takes longer than `within` seconds.
    """
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *argv,
            env=environment,
            cwd=folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        async with asyncio.timeout(within):
            code = await process.wait()
    except TimeoutError:
        raise CommandError(f"took longer than {within:.0f} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            async with asyncio.timeout(KILLED_SECONDS):
                await process.wait()
    if code != 0:
        raise CommandError(f"ended with code {code}")
