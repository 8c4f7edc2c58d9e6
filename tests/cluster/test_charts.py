"""What the charts render to is what a real API server takes, and their own tests pass."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from legato_cluster.commands import ask
from tests.support.installation import Installation

pytestmark = pytest.mark.kind

APPLY_SECONDS = 120.0
"""For some hundred objects that are checked, and kept by nobody."""

RESTRICTED = "pod-security.kubernetes.io/warn=restricted"

NAMESPACE = "legato-dry-run"

PROFILES = ("values.yaml", "values-local.yaml")


@pytest.fixture
async def elsewhere(installation: Installation) -> AsyncIterator[Installation]:
    """The same release as if it were in an empty namespace that takes restricted pods alone."""
    kubectl = installation.kubectl
    await kubectl.demand("create", "namespace", NAMESPACE)
    await kubectl.demand("label", "namespace", NAMESPACE, RESTRICTED)
    yield replace(installation, helm=replace(installation.helm, namespace=NAMESPACE))
    await kubectl.demand("delete", "namespace", NAMESPACE, within=APPLY_SECONDS)


async def test_the_tests_of_the_charts_pass(installation: Installation) -> None:
    assert "Succeeded" in await installation.helm.test()


@pytest.mark.parametrize("profile", PROFILES)
async def test_the_api_server_takes_every_manifest_without_a_warning(
    elsewhere: Installation, profile: str
) -> None:
    rendered = await elsewhere.helm.template(read(elsewhere.helm.chart / profile))
    objects = [one for one in yaml.load_all(rendered, yaml.CSafeLoader) if one]
    accounts = [one for one in objects if one["kind"] == "ServiceAccount"]
    # A pod by itself is refused while its account is not there.
    await elsewhere.kubectl.apply(yaml.safe_dump_all(accounts))
    words = ("apply", "--dry-run=server", "--server-side", "--force-conflicts", "--output=name")
    applied = await ask(
        [elsewhere.kubectl.program, f"--namespace={NAMESPACE}", *words, "--filename=-"],
        within=APPLY_SECONDS,
        env=elsewhere.kubectl.env,
        given=rendered,
    )
    assert (applied.code, applied.errors) == (0, "")
    assert len(applied.output.splitlines()) == len(objects)


def read(file: Path) -> Mapping[str, Any]:
    """Return a values file with its anchors resolved."""
    found: Mapping[str, Any] = json.loads(json.dumps(yaml.safe_load(file.read_text())))
    return found
