"""A run of suites on a cluster of its own, of which nothing is left afterwards.

Its arguments are pytest's. Settings of `legato_cluster` say which cluster it is.
"""

import asyncio
import io
import json
import os
import signal
import sys
from collections.abc import Sequence

from rich.console import Console

from legato_cluster.cluster import Cluster
from legato_cluster.credentials import Credentials
from legato_cluster.down import halt, remove
from legato_cluster.refusals import locked
from legato_cluster.settings import Settings, load_settings
from legato_cluster.showing import describe_credentials
from legato_cluster.up import Up
from legato_local.errors import LocalError
from legato_local.progress import Lines
from legato_local.showing import show_failure

FAILED = 1

INTERRUPTED_SECONDS = 30.0
"""How long pytest may take to end its tests after it was told to."""


def main(words: Sequence[str]) -> int:
    """Run pytest with `words`; return its exit code, or 1 when there was no cluster for it."""
    try:
        settings = load_settings()
        with locked(settings.cluster):
            return asyncio.run(run(settings, words))
    except LocalError as error:
        show_failure(Console(stderr=True), error)
        return FAILED


async def run(settings: Settings, words: Sequence[str]) -> int:
    """Make the cluster, run the suites on it, and take it away, whatever happens."""
    cluster = settings.cluster
    await take_away(cluster)
    try:
        up = Up(cluster, settings.uv)
        credentials = await up.run(Lines(sys.stderr), with_demo=False)
        return await run_pytest(cluster, credentials, words)
    finally:
        await take_away(cluster)


async def take_away(cluster: Cluster) -> None:
    """Delete the cluster with its data, if it was begun, and stop the engine if it was started."""
    quiet = Lines(io.StringIO())
    if (cluster.state / "owned").exists():
        await remove(cluster, quiet, keep_data=False)
    else:
        await halt(cluster, quiet)


async def run_pytest(cluster: Cluster, credentials: Credentials, words: Sequence[str]) -> int:
    """Run pytest to its end, or tell it to end when this is told to."""
    told = json.dumps(describe_credentials(cluster, credentials))
    pytest = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "pytest",
        *words,
        env={**os.environ, "LEGATO_URL": cluster.url, "LEGATO_CREDENTIALS": told},
        stdin=asyncio.subprocess.DEVNULL,
    )
    try:
        return await pytest.wait()
    finally:
        if pytest.returncode is None:
            await interrupt(pytest)


async def interrupt(process: asyncio.subprocess.Process) -> None:
    """Tell a process to end as Ctrl-C would; kill it when it does not."""
    try:
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(INTERRUPTED_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
