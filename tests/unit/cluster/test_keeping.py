"""Which secrets outlive a cluster, and in what form."""

import json
from pathlib import Path
from typing import Any

import pytest

from legato_cluster import keeping
from legato_cluster.cluster import Cluster
from legato_cluster.kubectl import Kubectl


def secret(name: str, policy: str | None = "keep") -> dict[str, Any]:
    annotations = {"meta.helm.sh/release-name": "legato"}
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "Opaque",
        "metadata": {
            "name": name,
            "namespace": "legato",
            "uid": "1",
            "resourceVersion": "2",
            "creationTimestamp": "now",
            "managedFields": [],
            "annotations": {**annotations, **({keeping.POLICY: policy} if policy else {})},
        },
        "data": {"password": "c2VjcmV0"},
    }


class Api(Kubectl):
    """Keeps what is applied, and has some secrets."""

    applied: list[str]

    async def list(self, kind: str, *words: str) -> list[dict[str, Any]]:
        return [secret("user-admin"), secret("token", None)]

    async def apply(self, manifest: str) -> None:
        self.applied.append(manifest)


@pytest.fixture
def api(tmp_path: Path) -> Api:
    api = Api(tmp_path, tmp_path)
    object.__setattr__(api, "applied", [])
    return api


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    cluster = Cluster("legato", 8180, 8543, tmp_path, tmp_path, tmp_path)
    cluster.state.mkdir()
    return cluster


def test_only_secrets_that_the_charts_keep_are_kept() -> None:
    kept = keeping.choose_kept([secret("user-admin"), secret("a", None), secret("b", "delete")])
    assert [found["metadata"]["name"] for found in kept] == ["user-admin"]


def test_a_kept_secret_says_nothing_of_the_cluster_it_was_in() -> None:
    (kept,) = keeping.choose_kept([secret("user-admin")])
    assert set(kept["metadata"]) == {"name", "namespace", "annotations"}
    assert kept["data"] == {"password": "c2VjcmV0"}


async def test_a_new_cluster_gets_the_secrets_of_the_one_before(cluster: Cluster, api: Api) -> None:
    await keeping.keep_secrets(cluster, api)
    await keeping.restore_secrets(cluster, api)
    (applied,) = map(json.loads, api.applied)
    kinds = [(item["kind"], item["metadata"]["name"]) for item in applied["items"]]
    assert kinds == [("Namespace", "legato"), ("Secret", "user-admin")]


async def test_a_first_cluster_gets_none(cluster: Cluster, api: Api) -> None:
    await keeping.restore_secrets(cluster, api)
    assert api.applied == []


async def test_nobody_else_can_read_what_is_kept(cluster: Cluster, api: Api) -> None:
    await keeping.keep_secrets(cluster, api)
    assert (cluster.state / "secrets.json").stat().st_mode & 0o077 == 0
