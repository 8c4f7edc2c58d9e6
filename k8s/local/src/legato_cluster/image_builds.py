"""Builds the images that the engine lacks."""

import os
import re
import shlex
import shutil
import ssl
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from legato_cluster.bases import ensure_base
from legato_cluster.cluster import Cluster
from legato_cluster.commands import run
from legato_cluster.docker import Docker
from legato_cluster.images import Image, describe_images, is_program, list_sources, name_reference
from legato_cluster.registry import pull
from legato_cluster.tools import Tools
from legato_cluster.versions import Versions
from legato_local.progress import Reporter, Step

BUILD_SECONDS = 1200.0
"""Deadline of one build: some 100 MB of packages over a slow line, on a machine that is busy."""

KEPT = 3
"""How many builds of an image the engine keeps: those of another branch need not be made anew."""

AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
"""Build arguments that Docker knows by itself and keeps out of the image's history."""

INDEX = {
    "UV_DEFAULT_INDEX": "PIP_INDEX_URL",
    "UV_INDEX": "PIP_EXTRA_INDEX_URL",
    "UV_INSECURE_HOST": "PIP_TRUSTED_HOST",
}
"""Where Python packages come from: uv's variables, and what pip calls the same."""

STEP_OF_BUILD = re.compile(r"#\d+ \[([^\]]+)\] [A-Z]")
"""How BuildKit says what it is at: `#7 [packages 2/4] RUN ...`."""


class ImageBuilds:
    """The images of one clone, in one engine."""

    def __init__(self, cluster: Cluster, docker: Docker, tools: Tools, versions: Versions) -> None:
        self._cluster = cluster
        self._docker = docker
        self._tools = tools
        self._versions = versions

    async def ensure(self, reporter: Reporter) -> Mapping[str, str]:
        """Return the full name of each image by its short one; what is missing is built.

        Raises `CommandError` when a build fails.
        """
        with reporter.step("base image"):
            base = await ensure_base(self._docker, self._cluster, self._versions.images["debian"])
        base_id = await self._docker.demand("image", "inspect", "--format", "{{.Id}}", base)
        references = {}
        for image in describe_images(self._versions):
            reference = name_reference(image, self._cluster.root, base_id.strip())
            references[image.name] = reference
            if await self._docker.lacks([reference]):
                with reporter.step(f"image {image.name}") as step:
                    await self._provide(image, reference, base, step)
                await self._forget_old(reference)
        return references

    async def measure(self, references: Mapping[str, str]) -> Mapping[str, int]:
        """Return each image's size in bytes; layers that several share count for each."""
        words = ("image", "inspect", "--format", "{{.Size}}")
        sizes = await self._docker.demand(*words, *references.values())
        return dict(zip(references, map(int, sizes.split()), strict=True))

    async def _provide(self, image: Image, reference: str, base: str, step: Step) -> None:
        if image.official and await pull(self._docker, image.official):
            await self._docker.demand("tag", image.official, reference)
            return
        files = dict(list_sources(image, self._cluster.root))
        if image.tool:
            step.say("its program")
            files[image.tool] = await self._tools.ensure(image.tool) / image.tool
        with tempfile.TemporaryDirectory(prefix="image-", dir=self._cluster.cache) as name:
            work = Path(name)
            stage(files, work / "context")
            (work / "index").write_text(describe_index(os.environ))
            await self._build(image, reference, base, work, step)

    async def _build(self, image: Image, reference: str, base: str, work: Path, step: Step) -> None:
        context = work / "context"
        arguments = {"BASE": base, **image.args}
        await run(
            f"image {image.name}",
            [
                self._docker.program, "build", "--progress=plain", "--tag", reference,
                *describe_arguments(arguments), *describe_authorities(),
                f"--secret=id=index,src={work / 'index'}",
                "--file", context / image.dockerfile, context,
            ],
            log=self._cluster.log(f"image-{image.name}"),
            within=BUILD_SECONDS,
            env=self._docker.env,
            on_line=lambda line: _show(line, step),
        )  # fmt: skip

    async def _forget_old(self, reference: str) -> None:
        """Remove all but the newest builds; those that containers use refuse to go, and stay."""
        repository = reference.rpartition(":")[0]
        form = "{{.Repository}}:{{.Tag}}"
        newest_first = await self._docker.demand("image", "ls", "--format", form, repository)
        # A pulled one was made long ago.
        if old := [name for name in newest_first.split()[KEPT:] if name != reference]:
            await self._docker.ask("image", "rm", *old)


def stage(files: Mapping[str, Path], context: Path) -> None:
    """Copy files to what becomes a build's context, readable for all: an umask is no content."""
    for name, file in files.items():
        copy = context / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, copy)
        copy.chmod(0o755 if is_program(file) else 0o644)


def describe_arguments(arguments: Mapping[str, str]) -> Iterator[str]:
    """Options of `docker build` for build arguments and, where there is one, the proxy."""
    for name, value in arguments.items():
        yield f"--build-arg={name}={value}"
    yield from (f"--build-arg={name}" for name in PROXIES if name in os.environ)


def describe_authorities() -> Iterator[str]:
    """The option that shows a build whom this machine trusts, and leaves it out of the image."""
    named = ssl.get_default_verify_paths().cafile
    for bundle in (named, AUTHORITIES):
        if bundle and Path(bundle).is_file():
            yield f"--secret=id=ca,src={bundle}"
            return


def describe_index(env: Mapping[str, str]) -> str:
    """Return lines of a shell that set what `env` says of indexes, for uv and for pip.

    An address may hold a password, so a build gets them as a secret.
    """
    return "".join(
        f"export {name}={shlex.quote(env[ours])}\n"
        for ours, pips in INDEX.items()
        if env.get(ours)
        for name in (ours, pips)
    )


def _show(line: str, step: Step) -> None:
    if found := STEP_OF_BUILD.match(line):
        step.say(found[1])
