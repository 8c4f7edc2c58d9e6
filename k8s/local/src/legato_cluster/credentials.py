"""Who may sign in to the Legato of a cluster."""

from dataclasses import dataclass

from legato_cluster.cluster import Cluster
from legato_cluster.demo import Demo
from legato_cluster.errors import ClusterError, CommandError
from legato_cluster.keeping import read_secret
from legato_cluster.kubectl import Kubectl
from legato_cluster.releases import NAME
from legato_local.demo.client import Account


@dataclass(frozen=True)
class Credentials:
    """The two accounts that `up` knows; the listener is there once the demo is."""

    admin: Account
    listener: Account
    origin: str
    """Where the demo music comes from; empty without a demo."""


async def find_credentials(cluster: Cluster) -> Credentials:
    """Read them; raise `ClusterError` where no Legato is installed, or no cluster answers."""
    kubectl = Kubectl.of(cluster)
    if not kubectl.program.exists():
        raise ClusterError(f"There is no cluster {cluster.name} here.", "Make it with: make up")
    try:
        admin = await read_secret(kubectl, "user-admin", NAME)
    except CommandError as error:
        fact = f"The cluster {cluster.name} holds no Legato that answers: {error}"
        raise ClusterError(fact, "Bring it up with: make up") from error
    demo = Demo(cluster)
    account = Account(admin["email"], admin["password"])
    return Credentials(account, demo.listener, demo.known.origin)
