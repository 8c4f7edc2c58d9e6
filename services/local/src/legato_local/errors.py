"""What can go wrong on one machine; every error says what to do about it."""

from pathlib import Path


class LocalError(Exception):
    """Something that whoever typed the command can act on: a fact, advice, maybe a log."""

    def __init__(self, fact: str, advice: str, log: Path | None = None) -> None:
        super().__init__(fact)
        self.fact = fact
        self.advice = advice
        self.log = log


class RefusalError(LocalError):
    """Nothing was changed: the machine, the home or a setting is not as it must be."""


class PartError(LocalError):
    """A part could not be prepared, did not become ready, or died while starting."""

    def __init__(self, part: str, reason: str, log: Path) -> None:
        super().__init__(f"{part}: {reason}", f"Read its log: {log}", log)
        self.part = part
        self.reason = reason


class SupervisorError(LocalError):
    """The supervisor did not start, or does not do what it is asked for."""


class DemoError(LocalError):
    """The demo music or its listener could not be brought in; all else runs."""
