"""An OCI runtime for hosts whose root lacks capabilities: asks runc for those it has.

Docker gives a privileged container every capability of the kernel, and runc refuses to start
it where the host lacks one. This takes them out of what Docker asks for, then becomes runc.
It is copied out and run by itself, for every container: it imports nothing of Legato.
"""

import json
import os
import re
import shutil
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

# By number, as in the kernel's capability.h.
# fmt: off
CAPABILITIES = (
    "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID",
    "SETPCAP", "LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW",
    "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT",
    "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD",
    "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG",
    "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE",
)
# fmt: on

CONTAINER = ("--bundle", "-b")
"""Options that name a folder whose `config.json` describes a container."""

PROCESS = ("--process", "-p")
"""Options that name a file which describes one more process in a container."""


def list_held(status: str) -> set[str]:
    """Return the names of the capabilities in the bounding set of a /proc/<pid>/status."""
    found = re.search(r"^CapBnd:\s*([0-9a-f]+)$", status, re.MULTILINE)
    bounding = int(found[1], 16) if found else 0
    return {f"CAP_{name}" for bit, name in enumerate(CAPABILITIES) if bounding >> bit & 1}


def reduce_process(process: dict[str, Any], held: Collection[str]) -> None:
    """Leave only the capabilities `held` in an OCI process."""
    sets = process.get("capabilities") or {}
    for kind, names in sets.items():
        sets[kind] = [name for name in names or () if name in held]


def find_option(words: Sequence[str], names: Sequence[str]) -> Path | None:
    """Return the path that one of the options `names` has in a command line."""
    for place, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in names:
            return Path(value if equals else words[place + 1])
    return None


def main(words: Sequence[str]) -> None:
    """Reduce what is asked for, then become runc."""
    held = list_held(Path("/proc/self/status").read_text())
    bundle = find_option(words, CONTAINER) if {"create", "run"} & set(words) else None
    file = bundle / "config.json" if bundle else find_option(words, PROCESS)
    if file is not None:
        content = json.loads(file.read_text())
        reduce_process(content.get("process", {}) if bundle else content, held)
        file.write_text(json.dumps(content))
    runc = shutil.which("runc") or "/usr/sbin/runc"
    os.execv(runc, ["runc", *words])


if __name__ == "__main__":
    main(sys.argv[1:])
