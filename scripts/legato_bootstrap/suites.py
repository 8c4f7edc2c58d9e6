"""The test suites and the benchmarks, each in a process whose servers do not outlive it."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from legato_bootstrap.asking import ask
from legato_bootstrap.charts import find_tools
from legato_bootstrap.chromium import ensure_chromium
from legato_bootstrap.environment import build_environment, without_settings
from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.lint import lint
from legato_bootstrap.machine import Machine
from legato_bootstrap.runtime import SYNC_SECONDS
from legato_bootstrap.session import run_and_sweep

CLONE = (
    ".ci", "Makefile", "README.md", "Tiltfile", "charts", "docs", "images", "k8s",
    "pyproject.toml", "requirements", "scripts", "services", "tests", "versions.toml",
)  # fmt: skip
"""What the tests read of the clone."""

KEEP = "--keep"
"""Option of `bench` that is meant for this program alone."""

CREDENTIALS_SECONDS = SYNC_SECONDS + 60
"""Deadline for the credentials of a running Legato: files, once a newer runtime is fetched."""


def test_all(machine: Machine, args: Sequence[str]) -> int:
    """Lint, then run every suite on a stack of its own, whatever lint found; 0 when all passed."""
    linted = lint(machine, ())
    tested = _run_pytest(machine, ("unit", "charts", "integration", "e2e", "chaos"), args)
    if linted:
        machine.progress.say("lint failed: what it found stands above the tests")
    return max(linted, tested)


def suite(name: str) -> Callable[[Machine, Sequence[str]], int]:
    """Return the target that runs one suite."""
    return lambda machine, args: _run_pytest(machine, (name,), args)


def test_e2e(machine: Machine, args: Sequence[str]) -> int:
    """Run the suite that needs an address only: LEGATO_URL's, else the running stack's."""
    given = {name: os.environ.get(name, "") for name in ("LEGATO_URL", "LEGATO_CREDENTIALS")}
    if not all(given.values()):
        given["LEGATO_CREDENTIALS"] = _ask_credentials(machine)
        given["LEGATO_URL"] = json.loads(given["LEGATO_CREDENTIALS"])["url"]
    return _run_pytest(machine, ("e2e",), args, aim=given)


def bench(machine: Machine, args: Sequence[str]) -> int:
    """Measure on a stack of its own; `--keep` renews the pages of the clone."""
    machine.ensure_runtime()
    pages = machine.places.files / "benchmarks"
    shutil.rmtree(pages, ignore_errors=True)
    words = [word for word in args if word != KEEP]
    code = _run_module(machine, ["tests.bench", "--pages", str(pages), *words], aim={})
    if code == 0 and KEEP in args:
        take_over(pages, machine.places.root / "docs/benchmarks")
    return code


def take_over(pages: Path, folder: Path) -> None:
    """Copy pages that the account wrote; raise OSError for a link, which could lead anywhere."""
    place = os.open(pages, os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for page in sorted(pages.glob("*.md")):
            (folder / page.name).write_bytes(_read_page(page.name, place))
    finally:
        os.close(place)


def _read_page(name: str, place: int) -> bytes:
    descriptor = os.open(name, os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=place)
    with os.fdopen(descriptor, "rb") as page:
        return page.read()


def _ask_credentials(machine: Machine) -> str:
    entry = machine.places.root / "scripts/bootstrap.py"
    answer = ask(
        [sys.executable, str(entry), "credentials", "--format", "json"],
        seconds=CREDENTIALS_SECONDS,
        stderr=None,
    )
    if answer.returncode != 0:
        raise BootstrapError(
            "There is no running Legato to test.",
            "Start one (make run), or set LEGATO_URL and LEGATO_CREDENTIALS; make test needs none.",
        )
    return answer.stdout.strip()


def _run_pytest(
    machine: Machine,
    suites: Sequence[str],
    args: Sequence[str],
    aim: Mapping[str, str] | None = None,
) -> int:
    machine.ensure_runtime()
    if "e2e" in suites:
        ensure_chromium(machine)
    aim = dict(aim or {})
    if "charts" in suites:
        aim["LEGATO_TOOLS"] = str(find_tools(machine))
    folders = [f"tests/{name}" for name in suites]
    cache = machine.places.files / "pytest"
    return _run_module(machine, ["pytest", "-o", f"cache_dir={cache}", *folders, *args], aim)


def _run_module(machine: Machine, words: Sequence[str], aim: Mapping[str, str]) -> int:
    """Run `python -m <words>` as the account in its copy of the clone, else in the clone."""
    root = machine.stage_for_account(CLONE)
    env = build_environment(os.environ, machine.places, machine.account, root)
    scratch = _make_scratch(machine, Path(env["TMPDIR"]))
    env = {
        **without_settings(env),
        **aim,
        "TMPDIR": str(scratch),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(machine.places.files / "hypothesis"),
    }
    try:
        return run_and_sweep(
            [machine.python, "-m", *words],
            env=env,
            cwd=root,
            account=machine.account,
            progress=machine.progress,
        )
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _make_scratch(machine: Machine, parent: Path) -> Path:
    scratch = Path(tempfile.mkdtemp(prefix="lg", dir=parent))
    if machine.account is not None:
        os.chown(scratch, machine.account.uid, machine.account.gid)
    return scratch
