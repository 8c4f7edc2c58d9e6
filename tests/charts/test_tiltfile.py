"""The Tiltfile names what exists, builds what the charts run, and touches one cluster alone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import starlark
import yaml

from legato_charts.helm import Helm
from legato_cluster.images import Image, describe_images, list_sources
from legato_cluster.settings import Settings
from legato_cluster.versions import read_versions
from tests.support.tilt import Call, Tilt

ROOT = Path(__file__).parents[2]

OWN_CONTEXT = f"kind-{Settings.model_fields['cluster_name'].default}"

WORKLOADS = ("Deployment", "StatefulSet")
"""Kinds that Tilt makes a resource of."""


def evaluate(context: str) -> Tilt:
    tilt = Tilt(ROOT, context)
    tilt.evaluate()
    return tilt


@pytest.fixture(scope="module")
def tilt() -> Tilt:
    return evaluate(OWN_CONTEXT)


@pytest.fixture(scope="module")
def builds(tilt: Tilt) -> dict[str, Call]:
    """What Tilt builds, by the image's name."""
    return {build["ref"]: build for build in tilt.of("docker_build")}


@pytest.fixture(scope="module")
def images() -> dict[str, Image]:
    """What `make up` builds, by the image's name."""
    described = describe_images(read_versions(ROOT))
    return {f"legato/{image.name}": image for image in described}


@pytest.fixture(scope="module")
def objects(tilt: Tilt, helm: Helm) -> list[dict[str, Any]]:
    """What Tilt applies of the charts, with no cluster to look secrets up in."""
    (call,) = tilt.of("local")
    command = call["command"]
    values = [Path(ROOT, file) for file in following(command, "--values")]
    (namespace,) = following(command, "--namespace")
    rendered = replace(helm, namespace=namespace).template(ROOT / command[3], values=values)
    return [document for document in yaml.safe_load_all(rendered) if document]


def following(words: Sequence[str], option: str) -> list[str]:
    """The word after each `option`."""
    return [value for name, value in pairwise(words) if name == option]


def find_images(node: object) -> Iterator[str]:
    """Every image's name within a manifest, without its tag."""
    if isinstance(node, dict):
        if isinstance(node.get("image"), str):
            yield node["image"].rpartition(":")[0]
        for value in node.values():
            yield from find_images(value)
    elif isinstance(node, list):
        for value in node:
            yield from find_images(value)


@pytest.mark.parametrize("context", ["kind-legato-test", "production", ""])
def test_any_context_but_its_own_is_refused_before_anything_happens(context: str) -> None:
    tilt = Tilt(ROOT, context)
    with pytest.raises(starlark.StarlarkError, match="alone"):
        tilt.evaluate()
    assert set(tilt.calls) == {"version_settings"}


def test_only_its_own_context_is_allowed(tilt: Tilt) -> None:
    assert tilt.of("allow_k8s_contexts") == [{"contexts": OWN_CONTEXT}]


def test_every_path_that_it_names_exists(tilt: Tilt) -> None:
    (command,) = [call["command"] for call in tilt.of("local")]
    builds = tilt.of("docker_build")
    named = [
        *(command[3], *following(command, "--values")),
        *(path for build in builds for path in (build["dockerfile"], *build["only"])),
        *(call["local_path"] for call in tilt.of("sync")),
        *(path for call in tilt.of("fall_back_on") for path in call["files"]),
        *(call["file_path"] for call in tilt.of("watch_file")),
    ]
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_image_of_the_charts_is_built_and_no_other(
    builds: dict[str, Call], objects: list[dict[str, Any]]
) -> None:
    assert set(builds) == set(find_images(objects))


def test_images_are_built_as_make_up_builds_them(
    builds: dict[str, Call], images: dict[str, Image]
) -> None:
    for name, build in builds.items():
        image = images[name]
        wanted = {key: value for key, value in image.args.items() if key != "VERSION"}
        assert build["dockerfile"] == image.dockerfile
        assert {**build["build_args"], **wanted, "BASE": ""} == {**wanted, "BASE": ""}
        unseen = [
            source
            for source in list_sources(image, ROOT)
            if not any(Path(source).is_relative_to(part) for part in build["only"])
        ]
        assert unseen == [], name


def test_changed_sources_reach_the_folder_that_the_service_runs_from(
    builds: dict[str, Call],
) -> None:
    live = {name: build for name, build in builds.items() if "live_update" in build}
    assert set(live) == {"legato/user", "legato/music"}
    for build in live.values():
        *_, sources, copy = build["entrypoint"]
        assert f" {sources}/\n" in (ROOT / build["dockerfile"]).read_text()
        steps = build["live_update"]
        assert {step["remote_path"] for step in steps if step["function"] == "sync"} == {copy}
        assert steps[-1] == {"function": "run", "cmd": "kill -HUP 1"}


def test_each_workload_has_a_group_and_nothing_else_is_waited_for(
    tilt: Tilt, objects: list[dict[str, Any]]
) -> None:
    workloads = {item["metadata"]["name"] for item in objects if item["kind"] in WORKLOADS}
    resources = {call["workload"]: call for call in tilt.of("k8s_resource")}
    assert set(resources) == workloads
    assert all(call["labels"] for call in resources.values())
    waited = [name for call in resources.values() for name in call.get("resource_deps", ())]
    waited += [name for call in tilt.of("local_resource") for name in call["resource_deps"]]
    assert set(waited) <= workloads


def test_forwarded_ports_are_ports_of_the_containers(
    tilt: Tilt, objects: list[dict[str, Any]]
) -> None:
    ports = {
        item["metadata"]["name"]: {
            port["containerPort"]
            for container in item["spec"]["template"]["spec"]["containers"]
            for port in container.get("ports", ())
        }
        for item in objects
        if item["kind"] in WORKLOADS
    }
    for call in tilt.of("k8s_resource"):
        forwarded = {int(pair.partition(":")[2]) for pair in call.get("port_forwards", ())}
        assert forwarded <= ports[call["workload"]]


def test_the_port_of_the_gateway_is_forwarded_to_the_envoys(
    tilt: Tilt, objects: list[dict[str, Any]]
) -> None:
    (proxy,) = [item for item in objects if item["kind"] == "EnvoyProxy"]
    service = proxy["spec"]["provider"]["kubernetes"]["envoyService"]["name"]
    (gateway,) = [item for item in objects if item["kind"] == "Gateway"]
    (call,) = tilt.of("local_resource")
    assert f"service/{service}" in call["serve_cmd"]
    port = int(call["serve_cmd"][-1].partition(":")[2])
    assert port in [listener["port"] for listener in gateway["spec"]["listeners"]]


def test_secrets_that_charts_made_are_looked_up_in_the_cluster(tilt: Tilt) -> None:
    (call,) = tilt.of("local")
    # The second also when no release owns them: Tilt applied them.
    assert {"--dry-run=server", "--take-ownership"} <= set(call["command"])
