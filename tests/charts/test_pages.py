"""What pages say of the charts is so."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from legato_charts.helm import Helm
from tests.charts.conftest import UMBRELLA, Render
from tests.support.manifests import Workload, find_envoys, find_workloads

HOW_TO = UMBRELLA.parents[1] / "docs" / "how-to"

VALUES = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)

EXAMPLES = [
    pytest.param(text, id=f"{page.stem}-{number}")
    for page in sorted(HOW_TO.glob("*.md"))
    for number, text in enumerate(VALUES.findall(page.read_text(encoding="utf-8")), 1)
]

ROW = re.compile(r"^\| \**([a-z-]+)\** \| (\d+) \| (\d+)m \| (\d+)Mi \|$", re.MULTILINE)
"""Of the table of sizes: part, pods, millicores, MiB."""

MEBIBYTE = 2**20


@pytest.mark.parametrize("text", EXAMPLES)
def test_values_in_a_page_are_accepted(text: str, helm: Helm, tmp_path: Path) -> None:
    file = tmp_path / "values.yaml"
    file.write_text(text)
    assert helm.template(UMBRELLA, values=[file])


def test_sizes_are_those_of_the_local_profile(render: Render) -> None:
    manifests = render(profile="local")
    found = [*find_workloads(manifests), *find_envoys(manifests)]
    running = [each for each in found if each.replicas]
    sizes = {each.name: sizes_of([each], each.replicas) for each in running}
    sizes["all"] = sizes_of(running, 1)
    page = (HOW_TO / "local-profile.md").read_text(encoding="utf-8")
    assert {name: tuple(map(int, row)) for name, *row in ROW.findall(page)} == sizes


def sizes_of(workloads: Sequence[Workload], share: int) -> tuple[int, int, int]:
    """Pods, millicores and MiB; the latter two divided by `share`."""
    cores = sum(each.total("requests", "cpu") for each in workloads)
    memory = sum(each.total("limits", "memory") for each in workloads)
    pods = sum(each.replicas for each in workloads)
    return pods, round(1000 * cores / share), round(memory / share / MEBIBYTE)
