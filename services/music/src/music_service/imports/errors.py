"""What can be wrong with an upload; every message is shown to whoever handed it in."""


class RejectedError(Exception):
    """One entry is not taken; the rest of its archive is looked at."""

    @property
    def reason(self) -> str:
        """Why, as half a sentence that follows the entry's name."""
        return str(self)


class ArchiveError(RejectedError):
    """The archive cannot be read any further; what was taken of it stays."""
