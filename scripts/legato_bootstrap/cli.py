"""From a command's words to its target; every failure becomes a few clear lines."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.machine import observe_machine
from legato_bootstrap.progress import Progress
from legato_bootstrap.targets import find_target

ROOT = Path(__file__).resolve().parents[2]
"""The clone."""


def run(words: Sequence[str]) -> int:
    """Run the target `words[0]` with the other words; return the exit code."""
    os.umask(0o022)
    progress = Progress(sys.stderr)
    try:
        target = find_target(words[0] if words else "")
        return target(observe_machine(ROOT, progress), words[1:])
    except BootstrapError as error:
        progress.failure(error)
    except OSError as error:
        progress.failure(
            BootstrapError(
                f"{error.filename or 'The system'}: {error.strerror or error}.",
                "Check who owns that path, or choose other folders: LEGATO_CACHE, LEGATO_HOME.",
            )
        )
    except KeyboardInterrupt:
        progress.say("Interrupted; what was half done is done anew next time.")
        return 130
    return 1
