"""Values that mean nothing, or break a rule, are refused by a sentence that names the key."""

import pytest

from legato_charts.helm import ChartError, Helm
from legato_charts.values_schemas import LIBRARY
from tests.charts.conftest import CHARTS, UMBRELLA

NAMES = sorted(manifest.parent.name for manifest in CHARTS.glob("*/Chart.yaml"))

REFUSED = {
    "image.tags": "x",
    "image.repository": "",
    "resources.limits.cpu": "1",
    "replicas": "two",
    "emptyDirs.tmp": "1Mi",
    "env.lower_case": "x",
    "secretEnv.X.secret": "database",
    "secrets.admin.generate": "x",
    "workers.importer.replica": "1",
    "autoscaling.minimum": "1",
    "networkPolicy.from.http": "gateway",
    "ports.http": "80",
    "global.imageRegistri": "x",
}


@pytest.mark.parametrize("chart", [name for name in NAMES if name != LIBRARY])
def test_a_chart_refuses_an_unknown_key(helm: Helm, chart: str) -> None:
    with pytest.raises(ChartError, match="additional properties 'nonsense' not allowed"):
        helm.template(CHARTS / chart, settings={"nonsense": "1"})


@pytest.mark.parametrize("key", REFUSED)
def test_a_value_that_cannot_be_meant_is_refused(helm: Helm, key: str) -> None:
    with pytest.raises(ChartError, match=r"values don't meet the specifications"):
        helm.template(CHARTS / "user", settings={key: REFUSED[key]})


def test_the_umbrella_refuses_what_its_charts_refuse(helm: Helm) -> None:
    with pytest.raises(ChartError, match="user-db"):
        helm.template(UMBRELLA, settings={"user-db.nonsense": "1"})


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"resources.limits": "null"}, "user: resources.limits.memory is missing"),
        ({"secretEnv.CACHE_URI.secret": "cash"}, "user: secrets.cash is missing"),
        (
            {"networkPolicy.from.https[0]": "gateway"},
            "user: networkPolicy.from.https: there is no such port",
        ),
    ],
)
def test_a_sentence_names_the_key_that_is_wrong(
    helm: Helm, settings: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ChartError, match=sentence):
        helm.template(CHARTS / "user", settings=settings)
