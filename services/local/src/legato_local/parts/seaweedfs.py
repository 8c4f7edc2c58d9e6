"""An S3 server for the tests of what talks to S3; one machine itself keeps plain files."""

import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

from legato_local.files import make_folder, write_atomically
from legato_local.looking import get
from legato_local.part import NotReadyError, Part

FLAGS = {
    f"{server} {kind}": f"-{server}.{flag}"
    for server in ("master", "volume", "filer", "s3")
    for kind, flag in (("http", "port"), ("grpc", "port.grpc"))
}
"""The flag of each port; without its own a gRPC port would be 10,000 above the other."""


class SeaweedFS(Part):
    """Master, volume, filer and S3 gateway of SeaweedFS in one process.

    `ports` are as many as `FLAGS`.
    """

    name = "seaweedfs"
    stop_signal = signal.SIGKILL  # nothing is kept, and it takes 15 s to end by itself

    def __init__(
        self,
        *,
        data: Path,
        conf: Path,
        log: Path,
        ports: Sequence[int],
        access_key: str,
        secret_key: str,
    ) -> None:
        super().__init__(log)
        self.ports = dict(zip(FLAGS, ports, strict=True))
        self.configuration = (conf / "seaweedfs-s3.json",)
        self.access_key = access_key
        self.secret_key = secret_key
        self._data = data

    @property
    def endpoint(self) -> str:
        """Base URL of the S3 gateway."""
        return f"http://127.0.0.1:{self.ports['s3 http']}"

    @property
    def argv(self) -> Sequence[str]:
        """One process with everything that S3 needs, and no sharing of usage data."""
        return (
            str(Path(sys.executable).parent / "weed"),
            "server",
            f"-dir={self._data}",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            "-s3",
            f"-s3.config={self.configuration[0]}",
            f"-s3.localSocket={self._data / 's3.sock'}",
            f"-filer.localSocket={self._data / 'filer.sock'}",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            "-s3.iam=false",
            "-volume.max=0",
            "-master.volumeSizeLimitMB=256",
            "-master.telemetry=false",
            *[f"{FLAGS[name]}={port}" for name, port in self.ports.items()],
        )

    async def prepare(self) -> None:
        """Write the identities file and make the data folder."""
        make_folder(self._data)
        make_folder(self.configuration[0].parent)
        identity = {
            "name": "legato",
            "credentials": [{"accessKey": self.access_key, "secretKey": self.secret_key}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
        write_atomically(self.configuration[0], json.dumps({"identities": [identity]}))

    async def check_ready(self) -> None:
        """The S3 gateway is healthy, and the master has a volume server to put things on."""
        for server, path in (("s3 http", "/status"), ("master http", "/dir/assign")):
            connection = asyncio.open_connection("127.0.0.1", self.ports[server])
            if (answer := await get(connection, path)).status != HTTPStatus.OK:
                raise NotReadyError(f"{server}: {path} answers {answer.status}")
