"""One local cluster by name, and where all that belongs to it lies on this machine."""

from dataclasses import dataclass
from pathlib import Path

ENGINE = "engine"
"""Folder beside those of the clusters: the Docker Engine that this program started."""


@dataclass(frozen=True)
class Cluster:
    """A kind cluster and its folders.

    Parameters
    ----------
    name
        Of the kind cluster; no two live on one machine under one name.
    http_port, https_port
        Where the gateway answers on the loopback interface.
    states
        Holds a folder for each cluster: what cannot be made again.
    cache
        Programs and images by their content; remade at will.
    root
        The clone.
    """

    name: str
    http_port: int
    https_port: int
    states: Path
    cache: Path
    root: Path

    @property
    def state(self) -> Path:
        """What belongs to this cluster alone."""
        return self.states / self.name

    @property
    def engine(self) -> Path:
        """What is known of a Docker Engine that this program started."""
        return self.states / ENGINE

    @property
    def kubeconfig(self) -> Path:
        """How kubectl and helm reach this cluster; never the user's own file."""
        return self.state / "kubeconfig"

    @property
    def volumes(self) -> Path:
        """Data of the pods, <namespace>/<claim>; they outlive the nodes."""
        return self.state / "volumes"

    @property
    def definitions(self) -> Path:
        """Which custom resource definitions the nodes were given; goes with the nodes."""
        return self.state / "definitions"

    @property
    def recipe(self) -> Path:
        """The folder `k8s/local` of the clone."""
        return self.root / "k8s" / "local"

    @property
    def charts(self) -> Path:
        """The folder of all charts."""
        return self.root / "charts"

    @property
    def url(self) -> str:
        """Where Legato answers."""
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def secure_url(self) -> str:
        """Where it answers with a certificate of its own."""
        return f"https://127.0.0.1:{self.https_port}"

    def log(self, name: str) -> Path:
        """The log of one step, in a folder that is made at need."""
        folder = self.cache / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{name}.log"
