"""What this machine's root may not do: privileged containers must not ask for it."""

import re
from pathlib import Path

STATUS = Path("/proc/self/status")
LAST = Path("/proc/sys/kernel/cap_last_cap")


def count_missing(status: str, last: int) -> int:
    """Return how many capabilities up to number `last` the bounding set in `status` lacks."""
    bounding = re.search(r"^CapBnd:\s*([0-9a-f]+)$", status, re.MULTILINE)
    if bounding is None:
        return 0
    every = (1 << (last + 1)) - 1
    return (every & ~int(bounding[1], 16)).bit_count()


def is_restricted() -> bool:
    """Whether containers have to do without some capability of the kernel."""
    return count_missing(STATUS.read_text(), int(LAST.read_text())) > 0
