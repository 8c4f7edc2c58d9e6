"""What can go wrong with the local cluster; every error says what to do about it."""

from pathlib import Path

from legato_local.errors import LocalError


class ClusterError(LocalError):
    """The cluster, or something in it, is not as it must be, and could not be mended."""


class CommandError(ClusterError):
    """A program that does a step failed, or took too long; `log` has what it said."""

    def __init__(self, what: str, reason: str, log: Path | None = None) -> None:
        advice = f"Read its log: {log}" if log else "Mend what it says, then try again."
        super().__init__(f"{what}: {reason}", advice, log)
