"""Programs that are built from Go modules."""

import asyncio
import io
from pathlib import Path

import pytest

from legato_cluster.cluster import Cluster
from legato_cluster.tools import Tools, build_env, describe_recipe
from legato_cluster.versions import Versions, read_versions
from legato_local.progress import Lines

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def versions() -> Versions:
    return read_versions(ROOT)


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    for name in ("kind", "helm"):
        module = tmp_path / "clone/k8s/local/tools" / name
        module.mkdir(parents=True)
        (module / "go.mod").write_text(f"module {name}\n")
        (module / "go.sum").write_text("")
    return Cluster(
        "legato", 8180, 8543, tmp_path / "states", tmp_path / "cache", tmp_path / "clone"
    )


@pytest.fixture
def tools(cluster: Cluster, versions: Versions) -> Tools:
    return Tools(cluster, versions, None)


def put(cluster: Cluster, folder: Path, *programs: str) -> None:
    assert folder.is_relative_to(cluster.cache)
    folder.mkdir(parents=True)
    for program in programs:
        (folder / program).write_text(program)


def test_only_runc_is_built_with_c(versions: Versions) -> None:
    uses_c = {name: describe_recipe(name, versions).uses_c for name in versions.tools}
    assert [name for name, uses in uses_c.items() if uses] == ["runc"]
    assert build_env({}, uses_c=True)["CGO_ENABLED"] == "1"
    assert build_env({}, uses_c=False)["CGO_ENABLED"] == "0"


def test_kubernetes_is_told_its_version(versions: Versions) -> None:
    flags = " ".join(describe_recipe("kubernetes", versions).flags)
    assert f"-X k8s.io/component-base/version.gitVersion={versions.kubernetes} " in flags


async def test_what_is_built_is_not_built_again(cluster: Cluster, tools: Tools) -> None:
    folder = tools.folder("kind")
    put(cluster, folder, "kind")
    assert tools.is_built("kind")
    assert await tools.ensure("kind") == folder


def test_another_go_sum_asks_for_another_build(cluster: Cluster, tools: Tools) -> None:
    before = tools.folder("kind")
    (cluster.recipe / "tools/kind/go.sum").write_text("x v1 h1:abc\n")
    assert tools.folder("kind") != before


async def test_a_planned_program_is_waited_for(
    cluster: Cluster, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def build(_: Tools, name: str, folder: Path) -> None:
        await asyncio.sleep(0)
        put(cluster, folder, name)

    monkeypatch.setattr(Tools, "_build", build)
    tools.plan(["kind", "helm"])
    waiting = asyncio.create_task(tools.ensure("helm"))
    await tools.build_planned(Lines(io.StringIO()))
    assert (await waiting).joinpath("helm").read_text() == "helm"


def test_programs_of_several_modules_can_be_had_in_one_folder(
    cluster: Cluster, tools: Tools
) -> None:
    for name in ("kind", "helm"):
        put(cluster, tools.folder(name), name)
    together = tools.gather(["kind", "helm"])
    assert {program.name for program in together.iterdir()} == {"kind", "helm"}
    assert tools.gather(["kind", "helm"]) == together
