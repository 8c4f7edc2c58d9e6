"""Two of Linux's promises between a process and its children."""

import ctypes
import signal

SET_PARENT_DEATH_SIGNAL = 1
SET_CHILD_SUBREAPER = 36
"""Options of prctl(2)."""


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_with_parent(signum: signal.Signals) -> None:
    """Get `signum` when the parent ends, however it does; a change of user undoes this."""
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signum, 0, 0, 0)
