"""The OpenAPI documents that clients read are those of the code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("service", ["user", "music"])
def test_the_committed_openapi_document_is_current(service: str) -> None:
    printed = subprocess.run(
        [sys.executable, "-m", f"{service}_service", "openapi"],
        capture_output=True,
        check=True,
        cwd=ROOT,
    ).stdout
    committed = (ROOT / "docs" / "openapi" / f"{service}.json").read_text(encoding="utf-8")
    assert json.loads(printed) == json.loads(committed)
