"""Folders that the images of a node are built from; nothing here waits for anything."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from legato_cluster.components import Component

FOLDERS = {"containerd": "bin", "crictl": "bin", "runc": "sbin", "cni": "cni"}
"""Modules whose programs a node runs, and where the Dockerfile looks for them."""

IN_PATH = ("kubelet", "kubeadm", "kubectl")
"""Programs of Kubernetes that a node itself runs; the others run in pods."""


def prepare_node(context: Path, kind: Path, programs: Mapping[str, Path], pause: str) -> None:
    """Lay out a bare node: kind's own files, and programs where kind expects them.

    Parameters
    ----------
    context
        A folder that does not exist yet.
    kind
        The source of the kind module.
    programs
        Folders of built programs, by module.
    pause
        The image that holds a pod's namespaces.
    """
    shutil.copytree(kind / "images/base/files", context / "files")
    for path in (context, *context.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)
    _adapt(context / "files/etc/containerd/config.toml", pause)
    for module, folder in FOLDERS.items():
        shutil.copytree(programs[module], context / folder, dirs_exist_ok=True)
    (context / "kubernetes").mkdir()
    for program in IN_PATH:
        shutil.copy(programs["kubernetes"] / program, context / "kubernetes")


def prepare_component(context: Path, component: Component, programs: Path, recipe: Path) -> None:
    """Lay out the image of a component; what it starts is called `start` as well."""
    context.mkdir()
    for built, name in component.programs.items():
        shutil.copy(programs / built, context / name)
    for script in component.scripts:
        shutil.copy(recipe / script, context / script)
    (context / component.start).rename(context / "start")
    (context / component.start).symlink_to("start")


def read_storage_manifest(kind: Path, image: str) -> str:
    """Return kind's own manifest of volumes, which its source holds, with `image` in it."""
    source = (kind / "pkg/build/nodeimage/const_storage.go").read_text()
    manifest = source.partition("const defaultStorageManifest = `")[2].rpartition("`")[0]
    for name in ("storageProvisionerImage", "storageHelperImage"):
        manifest = manifest.replace(f"` + {name} + `", image)
    return manifest


def adapt_containerd(configuration: str, pause: str) -> str:
    """Name the pause image that is there; bear hosts that forbid to lower a process's OOM score."""
    lines = (
        f'  sandbox_image = "{pause}"' if "sandbox_image =" in line else line
        for line in configuration.splitlines()
    )
    text = "\n".join(lines) + "\n"
    return text.replace("restrict_oom_score_adj = false", "restrict_oom_score_adj = true")


def _adapt(file: Path, pause: str) -> None:
    file.write_text(adapt_containerd(file.read_text(), pause))
