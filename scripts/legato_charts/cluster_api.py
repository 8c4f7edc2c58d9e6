"""What a running API server knows, asked by kubectl."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ANSWER_SECONDS = 60
"""Deadline of one question; the definitions are a few megabytes."""


@dataclass(frozen=True)
class Api:
    """Kinds of the server itself, as it describes them, and those that were added to it."""

    openapi: Mapping[str, Any]
    definitions: Sequence[Mapping[str, Any]]


def read_api(kubectl: Path, env: Mapping[str, str]) -> Api:
    """Ask the cluster of KUBECONFIG; raise CalledProcessError when it does not answer."""
    definitions = _ask(kubectl, env, "get", "customresourcedefinitions", "--output=json")
    return Api(_ask(kubectl, env, "get", "--raw=/openapi/v2"), definitions["items"])


def _ask(kubectl: Path, env: Mapping[str, str], *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [kubectl, *words], check=True, capture_output=True, env=env, timeout=ANSWER_SECONDS
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
