"""Where the code lies that this runs from."""

import os
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[3]
"""The folder `services`."""


def python_path(sources: Path = SOURCES) -> str:
    """What a Python finds the services' code by, for the folder `sources`."""
    return os.pathsep.join(map(str, sorted(sources.glob("*/src"))))
