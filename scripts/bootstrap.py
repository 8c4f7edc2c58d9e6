"""Entry of every make target: finds a Python that will do, then hands over to legato_bootstrap.

This file alone has to run on any Python 3, so that an old one gets a sentence, not a traceback.
"""

import os
import shutil
import sys

SUPPORTED = ("python3.13", "python3.12", "python3.11")
"""Versions that the server wheels exist for, the newest first."""


def refuse(reason, advice):  # noqa: D103
    sys.exit("\n  Legato cannot start here: " + reason + "\n  " + advice + "\n")


def main():  # noqa: D103
    if not sys.platform.startswith("linux"):
        refuse(
            "on one machine it runs on Linux only, and this is " + sys.platform + ".",
            "Use a Kubernetes cluster instead, for instance kind with Docker.",
        )
    if sys.version_info < (3, 11):
        newer = next(filter(None, map(shutil.which, SUPPORTED)), None)
        if newer is None:
            refuse(
                "Python 3.11, 3.12 or 3.13 is needed, and this is %d.%d." % sys.version_info[:2],
                "Install one, for instance: apt install python3.11 python3.11-venv",
            )
        os.execv(newer, [newer, *sys.argv])
    from legato_bootstrap.cli import run  # noqa: PLC0415  (too new for the Pythons refused above)

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
