"""The schemas that the chart tests hold manifests to are those of the real API server."""

import pytest

from legato_charts.__main__ import API_SCHEMAS, CHARTS
from legato_charts.api_schemas import build_api_schemas, find_kinds
from legato_charts.cluster_api import read_api
from legato_charts.rendered import RENDERED
from legato_charts.values_schemas import UMBRELLA
from tests.support.installation import Installation

pytestmark = pytest.mark.kind


def test_the_committed_schemas_are_those_of_the_api_server(installation: Installation) -> None:
    api = read_api(installation.kubectl.program, installation.kubectl.env)
    kinds = find_kinds(CHARTS / UMBRELLA / RENDERED)
    assert build_api_schemas(kinds, api.openapi, api.definitions) == {
        file.name: file.read_text() for file in API_SCHEMAS.iterdir()
    }
