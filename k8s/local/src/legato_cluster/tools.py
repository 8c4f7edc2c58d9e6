"""Programs built from Go modules of our own, kept by what they are built from."""

import asyncio
import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from legato_cluster import packages
from legato_cluster.cluster import Cluster
from legato_cluster.commands import demand, run
from legato_cluster.toolchain import Go, ensure_go
from legato_cluster.versions import Versions
from legato_local.progress import Reporter

BUILD_SECONDS = 2400.0
"""Deadline of one module, downloads and all: Kubernetes on a machine that is busy."""

LOOK_SECONDS = 300.0
"""Deadline of a question about a module, which may have to be fetched for it."""

NICENESS = "10"
"""A build takes every core; what someone does at the terminal goes first."""

C_PACKAGES = {"gcc": "gcc", "pkg-config": "pkg-config"}
"""Programs that building with C needs, and Debian's packages of them."""

C_LIBRARIES = {
    Path("/usr/include/seccomp.h"): "libseccomp-dev",
    Path("/usr/include/stdio.h"): "libc6-dev",
}
"""Headers, and the packages that they are in."""


@dataclass(frozen=True)
class Recipe:
    """How a module is built: with C or without, with which tags, with which words inside."""

    tags: str = ""
    uses_c: bool = False
    stamps: Sequence[tuple[str, str]] = ()

    @property
    def flags(self) -> Sequence[str]:
        """Options of `go build`."""
        words = ["-s", "-w", *(f"-X {name}={value}" for name, value in self.stamps)]
        return [*(["-tags", self.tags] if self.tags else []), "-ldflags", " ".join(words)]


def describe_recipe(name: str, versions: Versions) -> Recipe:
    """Return how the module `name` is built."""
    if name == "runc":
        return Recipe(tags="seccomp", uses_c=True)
    if name == "kubernetes":
        major, minor, _ = versions.tools[name].split(".")
        base = "k8s.io/component-base/version"
        return Recipe(
            stamps=(
                (f"{base}.gitVersion", versions.kubernetes),
                (f"{base}.gitMajor", major),
                (f"{base}.gitMinor", minor),
                (f"{base}.gitTreeState", "clean"),
                ("k8s.io/client-go/pkg/version.gitVersion", versions.kubernetes),
            )
        )
    return Recipe()


class Tools:
    """The modules of `k8s/local/tools`; one is built at a time, for each takes every core."""

    def __init__(self, cluster: Cluster, versions: Versions, uv: Path | None) -> None:
        self._cluster = cluster
        self._versions = versions
        self._uv = uv
        self._one_at_a_time = asyncio.Semaphore(1)
        self._planned: dict[str, asyncio.Event] = {}
        self._go: Go | None = None

    async def ensure(self, name: str) -> Path:
        """Return the folder of the programs of module `name`, built when they are missing.

        One that is planned is waited for.
        """
        folder = self.folder(name)
        if name in self._planned and not folder.is_dir():
            await self._planned[name].wait()
        async with self._one_at_a_time:
            if not folder.is_dir():
                await self._build(name, folder)
        return folder

    def plan(self, names: Sequence[str]) -> None:
        """Say which modules `build_planned` will build, and in which order."""
        self._planned = {name: asyncio.Event() for name in names if not self.is_built(name)}

    async def build_planned(self, reporter: Reporter) -> None:
        """Build what is planned, each as a step."""
        for name, built in self._planned.items():
            with reporter.step(f"build of {name}"):
                async with self._one_at_a_time:
                    await self._build(name, self.folder(name))
            built.set()

    def is_built(self, name: str) -> bool:
        """Whether there is nothing to do for module `name`."""
        return self.folder(name).is_dir()

    def gather(self, names: Sequence[str]) -> Path:
        """Return one folder with the programs of built modules, for those who search a PATH."""
        folders = [self.folder(name) for name in names]
        key = hashlib.sha256("\n".join(folder.name for folder in folders).encode()).hexdigest()
        together = self._cluster.cache / "bin" / f"together-{key[:16]}"
        together.mkdir(parents=True, exist_ok=True)
        for program in (program for folder in folders for program in folder.iterdir()):
            if not (together / program.name).exists():
                os.link(program, together / program.name)
        return together

    async def locate(self, name: str, module: str) -> Path:
        """Return the source folder of `module`, which the module `name` requires."""
        go = await self._find_go()
        words = ["list", "-m", "-f", "{{.Dir}}", module]
        folder = self._source(name)
        await demand([go.program, "mod", "download", module], within=LOOK_SECONDS, env=go.env,
                     folder=folder)  # fmt: skip
        found = await demand([go.program, *words], within=LOOK_SECONDS, env=go.env, folder=folder)
        return Path(found.strip())

    def _source(self, name: str) -> Path:
        return self._cluster.recipe / "tools" / name

    def folder(self, name: str) -> Path:
        """Return where the programs of module `name` are, or will be."""
        source = self._source(name)
        content = (source / "go.mod").read_bytes() + (source / "go.sum").read_bytes()
        recipe = describe_recipe(name, self._versions)
        key = hashlib.sha256(content + repr((recipe, os.uname().machine)).encode()).hexdigest()
        return self._cluster.cache / "bin" / f"{name}-{key[:16]}"

    async def _find_go(self) -> Go:
        if self._go is None:
            self._go = await ensure_go(
                self._versions,
                self._cluster.cache,
                self._cluster.root / "requirements/go.txt",
                self._uv,
            )
        return self._go

    async def _build(self, name: str, folder: Path) -> None:
        recipe = describe_recipe(name, self._versions)
        log = self._cluster.log(f"build-{name}")
        if recipe.uses_c:
            await packages.install(_lacking_for_c(), log)
        go = await self._find_go()
        draft = folder.with_name(f".{folder.name}")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        await run(
            f"build of {name}",
            ["nice", "-n", NICENESS, go.program, "build", *recipe.flags, "-o", f"{draft}/", "tool"],
            log=log,
            within=BUILD_SECONDS,
            env=build_env(go.env, uses_c=recipe.uses_c),
            folder=self._source(name),
        )
        draft.rename(folder)


def build_env(env: Mapping[str, str], *, uses_c: bool) -> Mapping[str, str]:
    """Return `env` for a build: static, unless it needs C."""
    return {**env, "CGO_ENABLED": "1" if uses_c else "0"}


def _lacking_for_c() -> Sequence[str]:
    headers = [package for header, package in C_LIBRARIES.items() if not header.exists()]
    return [*packages.lacking(C_PACKAGES), *headers]
