"""Evaluates the Tiltfile with built-in functions that write down what they are called with.

Tilt itself is in no package registry. Its functions have the parameters here that its reference
gives them, as far as the Tiltfile uses them, so that a misspelt one fails.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import starlark

Call = dict[str, Any]
"""What a function was called with, by parameter."""

PARAMETERS: Mapping[str, Sequence[str]] = {
    "allow_k8s_contexts": ("contexts",),
    "docker_build": (
        *("ref", "context", "build_args", "dockerfile"),
        *("live_update", "only", "entrypoint", "secret"),
    ),
    "encode_yaml": ("obj",),
    "fall_back_on": ("files",),
    "http_get_action": ("port", "path"),
    "k8s_kind": ("kind", "image_json_path"),
    "k8s_resource": ("workload", "labels", "resource_deps", "port_forwards"),
    "k8s_yaml": ("yaml",),
    "link": ("url", "name"),
    "local": ("command", "quiet"),
    "local_resource": (
        *("name", "cmd", "resource_deps", "serve_cmd"),
        *("links", "readiness_probe", "labels"),
    ),
    "probe": ("http_get",),
    "run": ("cmd",),
    "sync": ("local_path", "remote_path"),
    "version_settings": ("constraint",),
    "watch_file": ("file_path",),
}
"""Functions that only have an effect in Tilt; here each returns its own call."""

OS_MODULE = "os = struct(getenv=_getenv, path=struct(exists=_exists))"
"""Tilt's module `os`, as far as it is used."""


@dataclass(frozen=True)
class Tilt:
    """One evaluation of a Tiltfile.

    Parameters
    ----------
    root
        The Tiltfile's folder.
    context
        The kubeconfig's context.
    calls
        What the Tiltfile called, by function, in order.
    """

    root: Path
    context: str
    calls: dict[str, list[Call]] = field(default_factory=dict)

    def evaluate(self) -> None:
        """Run the Tiltfile; raise `starlark.StarlarkError` when it is wrong or calls `fail`."""
        module = starlark.Module()
        for name, parameters in PARAMETERS.items():
            module.add_callable(name, self._recorder(name, parameters))
        module.add_callable("fail", _fail)
        module.add_callable("k8s_context", lambda: self.context)
        module.add_callable("read_file", self._read)
        module.add_callable("_getenv", lambda name, default="": default)
        module.add_callable("_exists", os.path.exists)
        text = (self.root / "Tiltfile").read_text(encoding="utf-8")
        dialect = starlark.Dialect.extended()
        built_in = starlark.Globals.extended_by([starlark.LibraryExtension.StructType])
        for name, content in (("os", OS_MODULE), ("Tiltfile", text)):
            starlark.eval(module, starlark.parse(name, content, dialect), built_in)

    def of(self, name: str) -> list[Call]:
        """Calls of one function."""
        return self.calls.get(name, [])

    def _recorder(self, name: str, parameters: Sequence[str]) -> Callable[..., Call]:
        def record(*args: object, **kwargs: object) -> Call:
            unknown = kwargs.keys() - set(parameters)
            if unknown or len(args) > len(parameters):
                raise TypeError(f"{name} takes {parameters}, not {args} {unknown or ''}")
            call = {**dict(zip(parameters, args, strict=False)), **kwargs}
            self.calls.setdefault(name, []).append(call)
            return {"function": name, **call}

        return record

    def _read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")


def _fail(message: str) -> None:
    raise RuntimeError(message)
