"""What root may execute: files that nobody else could have put there."""

import os
import stat
from pathlib import Path

from legato_bootstrap.errors import BootstrapError


def refuse_untrusted(cache: Path, owner: int = 0) -> None:
    """Raise `BootstrapError` when others than root and `owner` could change what is in `cache`.

    It need not exist yet. Folders above it may be anyone's to write in where each can only
    rename what is his own, as in /tmp.
    """
    real = cache.resolve()
    for folder in dict.fromkeys((cache, *cache.parents, real, *real.parents)):
        if not os.path.lexists(folder):
            continue
        found = folder.lstat()
        is_sticky = folder not in (cache, real) and found.st_mode & stat.S_ISVTX
        if found.st_uid not in (0, owner) or (_is_shared(found) and not is_sticky):
            raise BootstrapError(
                f"Others could change what would run from {cache}: {folder} is not root's alone.",
                "Choose another folder with LEGATO_CACHE=<folder>, or mend its owner and mode.",
            )


def _is_shared(found: os.stat_result) -> bool:
    """Whether more than one user may write there; a link's own mode says nothing."""
    by_group = found.st_mode & stat.S_IWGRP and found.st_gid != 0
    return not stat.S_ISLNK(found.st_mode) and bool(by_group or found.st_mode & stat.S_IWOTH)
