"""What the cluster's commands print for people, and credentials for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from legato_cluster.cluster import Cluster
from legato_cluster.credentials import Credentials
from legato_cluster.status import NodeStatus, PodStatus


def show_up(console: Console, cluster: Cluster, credentials: Credentials, seconds: float) -> None:
    """Say where to go now, and how long it took to get there."""
    console.print(f"\n[bold]Legato is up in the cluster {cluster.name}[/bold] ({_span(seconds)}).")
    show_credentials(console, cluster, credentials)
    if credentials.origin:
        wraps = not console.is_terminal
        console.print(f"\n  [dim]{escape(credentials.origin)}[/dim]", soft_wrap=wraps)
    console.print(
        "\n  Next: [bold]make status STACK=kind[/bold], [bold]make logs STACK=kind[/bold],"
        " [bold]make down[/bold]"
    )
    console.print(f"  kubectl: [bold]export KUBECONFIG={cluster.kubeconfig}[/bold]", soft_wrap=True)


def show_credentials(console: Console, cluster: Cluster, credentials: Credentials) -> None:
    """The addresses, and who may sign in."""
    table = Table.grid(padding=(0, 2))
    table.add_row("  Listen at", f"[bold cyan]{cluster.url}[/bold cyan]")
    table.add_row("  encrypted", f"[bold cyan]{cluster.secure_url}[/bold cyan]")
    listener = [("listener", credentials.listener)] if credentials.origin else []
    for who, account in (*listener, ("admin", credentials.admin)):
        table.add_row(f"  {who}", f"{account.email}   password [bold]{account.password}[/bold]")
    console.print(table)


def describe_credentials(cluster: Cluster, credentials: Credentials) -> Mapping[str, Any]:
    """The same for programs, in the shape of the one-machine stack's."""
    admin, demo = credentials.admin, credentials.listener
    return {
        "stack": "kind",
        "url": cluster.url,
        "admin": {"email": admin.email, "password": admin.password},
        "demo": {"email": demo.email, "password": demo.password},
    }


def show_status(
    console: Console, cluster: Cluster, nodes: Sequence[NodeStatus], pods: Sequence[PodStatus]
) -> None:
    """A line per node, a line per pod, and the sums."""
    table = _table("NODE", "FOR", "STATE", "MEMORY", "CPU")
    for node in nodes:
        state = _coloured("ready" if node.is_ready else "not ready", good=node.is_ready)
        roles = ", ".join(node.roles)
        table.add_row(node.name, roles, state, _mebibytes(node.memory), _cores(node.cores))
    whole = (sum(node.memory for node in nodes), sum(node.cores for node in nodes))
    table.add_row("all", "", "", _mebibytes(whole[0]), _cores(whole[1]), style="bold")
    console.print(table)
    table = _table("NAMESPACE", "POD", "NODE", "STATE", "RESTARTS", "MEMORY", "CPU")
    for pod in sorted(pods, key=lambda pod: (pod.namespace, pod.name)):
        table.add_row(
            pod.namespace,
            pod.name,
            pod.node,
            _coloured(pod.state, good=pod.is_ready),
            str(pod.restarts),
            _mebibytes(pod.memory),
            _cores(pod.cores),
        )
    console.print()
    console.print(table)
    console.print(f"\n{cluster.url}   {cluster.secure_url}   data in {cluster.state}")


def show_sizes(console: Console, sizes: Mapping[str, int]) -> None:
    """A line per image; layers that several share count for each."""
    table = _table("IMAGE", "SIZE")
    table.columns[1].justify = "right"
    for name, size in sizes.items():
        table.add_row(f"legato/{name}", f"{size / 10**6:.0f} MB")
    console.print(table)


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        right = column in ("RESTARTS", "MEMORY", "CPU")
        table.add_column(column, justify="right" if right else "left", no_wrap=True)
    return table


def _coloured(text: str, *, good: bool) -> str:
    colour = "green" if good else "red"
    return f"[{colour}]{text}[/{colour}]"


def _mebibytes(size: int) -> str:
    return f"{size / 1024**2:.0f} MiB" if size else ""


def _cores(cores: float) -> str:
    return f"{cores:.3f}" if cores else ""


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
