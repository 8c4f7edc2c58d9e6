"""What can stand in the way of a start, each with what to do about it."""

from pathlib import Path

TAIL_LINES = 15
"""How much of a failed step's log is shown: enough for one traceback."""

NETWORK_SIGNS = (
    "Temporary failure in name resolution",
    "Temporary failure resolving",
    "Failed to establish a new connection",
    "NewConnectionError",
    "Connection refused",
    "ConnectTimeout",
    "dns error",
    "error sending request",
    "Network is unreachable",
)
"""What pip, uv and apt say when no package index answers."""


class BootstrapError(Exception):
    """The start cannot go on; `reason` says why and `advice` what to do."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice


class StepError(BootstrapError):
    """A command of a step failed; `tail` holds the last lines of its log."""

    def __init__(self, step: str, reason: str, advice: str, log: Path, tail: list[str]) -> None:
        super().__init__(f"{step}: {reason}", advice)
        self.log = log
        self.tail = tail


def explain(step: str, code: int, log: Path) -> StepError:
    """Read the log of a command that ended with `code` and say what that means."""
    lines = log.read_text(errors="replace").splitlines()
    text = "\n".join(lines)
    if any(sign in text for sign in NETWORK_SIGNS):
        reason = "no package index could be reached."
        advice = "Check the network (and pip's configuration, if a mirror is used); then try again."
    elif "No space left" in text:
        reason = "the disk is full."
        advice = "Make room or choose another disk with LEGATO_CACHE=<folder>; then try again."
    elif "hash mismatch" in text.lower() or "do not match the hashes" in text.lower():
        reason = "a downloaded package is not the one that is locked."
        advice = "A mirror may serve other files; nothing was installed. Ask whoever runs it."
    else:
        reason = f"the command ended with code {code}."
        advice = f"The whole log is in {log}."
    return StepError(step, reason, advice, log, lines[-TAIL_LINES:])
