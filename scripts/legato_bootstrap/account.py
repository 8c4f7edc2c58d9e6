"""The unprivileged user that everything runs as when Legato is started by root.

Postgres refuses to run as root, and nothing else needs to: root only makes folders, copies
the clone (which that user often cannot read) and then gives up its rights for good.
"""

import contextlib
import os
import pwd
import shutil
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from legato_bootstrap.asking import ask
from legato_bootstrap.errors import BootstrapError

NAME = "legato"

ADMIN_FOLDERS = "/usr/sbin:/sbin"
"""Where useradd lies; `su` without a login shell leaves them out of PATH."""

USERADD_SECONDS = 60
"""Deadline of useradd: it waits for locks of the user database, some 15 s for each."""


@dataclass(frozen=True)
class Account:
    """A user by name and numbers."""

    name: str
    uid: int
    gid: int


def find_account() -> Account | None:
    """Return the user to run as, made if missing; None when this is not root."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return _look_up()
    useradd = shutil.which("useradd", path=os.environ.get("PATH", "") + ":" + ADMIN_FOLDERS)
    if useradd is None:
        raise BootstrapError(
            f"As root, Legato runs as the user {NAME}; it is missing, and so is useradd.",
            f"Make a system user called {NAME}, or start Legato as an ordinary user.",
        )
    made = ask(
        [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
        seconds=USERADD_SECONDS,
    )
    try:
        return _look_up()
    except KeyError:
        raise BootstrapError(
            f"The system user {NAME} could not be made: {made.stderr.strip()}",
            "Make it by hand, or start Legato as an ordinary user.",
        ) from None


def _look_up() -> Account:
    entry = pwd.getpwnam(NAME)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def become(account: Account | None) -> None:
    """Give up root for good; nothing to do without an account."""
    if account is not None:
        os.initgroups(account.name, account.gid)
        os.setgid(account.gid)
        os.setuid(account.uid)


def run_as(account: Account | None, work: Callable[[], None]) -> None:
    """Do `work` as the account, in a child process; raise `BootstrapError` when it fails.

    Root never writes into folders of the unprivileged user: a link there could lead anywhere.
    """
    if account is None:
        work()
        return
    child = os.fork()
    if child == 0:
        code = 1
        try:
            become(account)
            work()
            code = 0
        except OSError as error:
            sys.stderr.write(f"\n  {error.filename}: {error.strerror}\n")
        except BaseException:  # noqa: BLE001  (a forked child must not run its parent's code)
            traceback.print_exc()
        finally:
            os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        raise BootstrapError(
            f"The user {account.name} could not write its files.",
            f"Look at the message above, and at the owner of the folder: it has to be {NAME}.",
        )


def give_folder(folder: Path, account: Account | None) -> None:
    """Make `folder`, private to the account, in one of the user who starts Legato.

    One that is there already is left as it is.
    Raises `BootstrapError` when it belongs to someone else.
    """
    with contextlib.suppress(FileExistsError):
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        if account is not None:
            os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    owner = folder.stat().st_uid
    wanted = os.geteuid() if account is None else account.uid
    if owner != wanted:
        raise BootstrapError(
            f"{folder} belongs to user {_name_of(owner)}, and Legato runs as {_name_of(wanted)}.",
            "Choose another folder (LEGATO_HOME, LEGATO_CACHE), or start as that user.",
        )


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
