"""The commands on a Legato in a cluster of this machine; `make` calls them."""

import asyncio
import json
import os
import sys
import time
from typing import Annotated

import typer
from rich.console import Console

from legato_cluster import down as ending
from legato_cluster import showing
from legato_cluster.credentials import find_credentials
from legato_cluster.engine import Engine
from legato_cluster.errors import ClusterError
from legato_cluster.image_builds import ImageBuilds
from legato_cluster.kubectl import Kubectl
from legato_cluster.refusals import locked
from legato_cluster.releases import NAME
from legato_cluster.settings import load_settings
from legato_cluster.status import observe
from legato_cluster.tools import Tools
from legato_cluster.up import Up
from legato_cluster.versions import read_versions
from legato_local.progress import Reporter
from legato_local.terminal import FAILED, Format, reporting, run_commands

MANY = "50"
"""More log streams at once than a local cluster has containers."""


def main() -> None:
    """Run the command that was typed."""
    run_commands(up, down, halt, status, logs, credentials, images, tools)


def up(
    *,
    demo: Annotated[bool, typer.Option(help="Bring music and a listener into a new one.")] = True,
) -> None:
    """Raise the cluster with Legato in it, or bring it up to date."""
    settings = load_settings()
    console = Console()
    begun = time.monotonic()
    with locked(settings.cluster), reporting(console) as reporter:
        found = asyncio.run(Up(settings.cluster, settings.uv).run(reporter, with_demo=demo))
    showing.show_up(console, settings.cluster, found, time.monotonic() - begun)


def down(
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    keep_data: Annotated[bool, typer.Option("--keep-data", help="Leave volumes, keys.")] = False,
) -> None:
    """Delete the cluster and, unless they are to be kept, its data."""
    cluster = load_settings().cluster
    if not yes:
        what = "" if keep_data else f", and all music, accounts and keys in {cluster.state}"
        typer.confirm(f"Delete the cluster {cluster.name}{what}?", abort=True)
    console = Console()
    with locked(cluster), reporting(console) as reporter:
        asyncio.run(ending.remove(cluster, reporter, keep_data=keep_data))
    console.print("Deleted. A new one starts with: [bold]make up[/bold]")


def halt() -> None:
    """Stop the cluster's processes; all data stay, and `up` starts them again."""
    cluster = load_settings().cluster
    console = Console()
    with locked(cluster), reporting(console) as reporter:
        asyncio.run(ending.halt(cluster, reporter))


def status() -> None:
    """Show each node and pod: state, restarts, memory, cores in use."""
    cluster = load_settings().cluster
    kubectl = _find_kubectl()
    nodes, pods = asyncio.run(observe(kubectl))
    console = Console(width=None if sys.stdout.isatty() else 160)
    showing.show_status(console, cluster, nodes, pods)
    if not (all(node.is_ready for node in nodes) and all(pod.is_ready for pod in pods)):
        raise typer.Exit(FAILED)


def logs(
    part: Annotated[str | None, typer.Argument(help="A chart's name; else all.")] = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with new lines.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="Lines of each.")] = 40,
) -> None:
    """Show the newest log lines of Legato's pods."""
    kubectl = _find_kubectl()
    label = f"app.kubernetes.io/name={part}" if part else "app.kubernetes.io/part-of=legato"
    words = [
        str(kubectl.program), "logs", "--namespace", NAME, "--selector", label, "--prefix",
        "--all-containers", "--ignore-errors", f"--tail={lines}", f"--max-log-requests={MANY}",
    ]  # fmt: skip
    os.execve(kubectl.program, [*words, *(["--follow"] if follow else [])], kubectl.env)


def credentials(
    *,
    format: Annotated[Format, typer.Option(help="For people, or for programs.")] = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Show the address, the admin and the demo listener."""
    cluster = load_settings().cluster
    found = asyncio.run(find_credentials(cluster))
    if format is Format.JSON:
        content = showing.describe_credentials(cluster, found)
        sys.stdout.write(json.dumps(content, indent=2) + "\n")
    else:
        showing.show_credentials(Console(), cluster, found)


def images() -> None:
    """Build what is missing of the images, and show how large each is."""
    settings = load_settings()
    console = Console()

    async def measure(reporter: Reporter) -> dict[str, int]:
        cluster, versions = settings.cluster, read_versions(settings.cluster.root)
        docker = await Engine(cluster).ensure()
        tools = Tools(cluster, versions, settings.uv)
        builds = ImageBuilds(cluster, docker, tools, versions)
        return dict(await builds.measure(await builds.ensure(reporter)))

    with reporting(console) as reporter:
        sizes = asyncio.run(measure(reporter))
    showing.show_sizes(console, sizes)


def tools(names: Annotated[list[str], typer.Argument(help="Folders of k8s/local/tools.")]) -> None:
    """Build programs where they are missing, and print a folder that holds them all."""
    settings = load_settings()
    builder = Tools(settings.cluster, read_versions(settings.cluster.root), settings.uv)
    builder.plan(names)

    async def build() -> None:
        with reporting(Console(stderr=True), sys.stderr) as reporter:
            await builder.build_planned(reporter)

    asyncio.run(build())
    sys.stdout.write(f"{builder.gather(names)}\n")


def _find_kubectl() -> Kubectl:
    cluster = load_settings().cluster
    kubectl = Kubectl.of(cluster)
    if not kubectl.program.exists():
        raise ClusterError(f"There is no cluster {cluster.name}.", "Raise one with: make up")
    return kubectl
