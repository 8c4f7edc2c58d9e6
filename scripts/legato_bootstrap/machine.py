"""What every target builds on: this user's folders, the runtime, the account."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from legato_bootstrap.account import Account, find_account, give_folder, run_as
from legato_bootstrap.interpreter import (
    choose_interpreter,
    find_interpreters,
    running_interpreter,
)
from legato_bootstrap.lock import locked
from legato_bootstrap.places import Places, find_places, is_open_to_others, refuse_closed
from legato_bootstrap.progress import Progress
from legato_bootstrap.runtime import Runtime
from legato_bootstrap.system import observe_system, refuse_unsupported
from legato_bootstrap.tree import digest_tree, place_tree, read_tree
from legato_bootstrap.trust import refuse_untrusted
from legato_bootstrap.uv import Uv


@dataclass(frozen=True)
class Machine:
    """The machine at hand: its folders, and what is ready on it."""

    places: Places
    progress: Progress
    uv: Uv
    runtime: Runtime

    @property
    def python(self) -> str:
        """The runtime's interpreter."""
        return str(self.runtime.python)

    @cached_property
    def account(self) -> Account | None:
        """The unprivileged user; made when root first asks for it."""
        return find_account()

    def ensure_runtime(self) -> None:
        """Fetch and install whatever is missing."""
        if self.runtime.is_complete:
            self.runtime.ensure(self.progress)
            return
        with locked(self.places.cache, self.progress):
            self.runtime.ensure(self.progress)

    def stage_for_account(self, names: tuple[str, ...]) -> Path:
        """Return where the account can read the named parts: the clone, unless this is root."""
        give_folder(self.places.files, self.account)
        if self.account is None:
            return self.places.root
        give_folder(self.places.sources, self.account)
        return self.stage(self.places.sources, names)

    def stage(self, parent: Path, names: tuple[str, ...]) -> Path:
        """Return a copy of the named parts of the clone at `parent`/<digest>, the account's."""
        tree = read_tree(self.places.root, names)
        folder = parent / digest_tree(tree)
        if folder.is_dir():
            os.utime(folder)
            return folder
        with locked(self.places.cache, self.progress):
            run_as(self.account, lambda: place_tree(tree, folder, self.places.users))
        return folder


def observe_machine(root: Path, progress: Progress) -> Machine:
    """Look at this machine; raise `BootstrapError` when Legato cannot run on it."""
    is_root = os.geteuid() == 0
    system = observe_system()
    refuse_unsupported(system)
    places = find_places(root, os.environ, is_root=is_root)
    if is_root:
        refuse_closed("LEGATO_CACHE", places.cache)
        refuse_closed("LEGATO_HOME", places.home)
        refuse_untrusted(places.cache)
    interpreter = choose_interpreter(
        running_interpreter(),
        find_interpreters(),
        is_open_to_others if is_root else Path.exists,
    )
    uv = Uv(places)
    return Machine(places, progress, uv, Runtime(places, uv, interpreter, system.machine))
