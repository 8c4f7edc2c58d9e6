"""The logs of the parts, one after the other or as they grow."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from legato_local.errors import RefusalError
from legato_local.files import tail
from legato_local.home import Home

FOLLOW_SECONDS = 0.3
"""Pause between two looks for new lines."""


def show_logs(home: Home, part: str | None, *, lines: int, follow: bool, out: TextIO) -> None:
    """Write the last `lines` of one part's log or of all; with `follow`, go on until Ctrl-C."""
    logs = _find(home, part)
    places = {log: log.stat().st_size for log in logs}
    for log in logs:
        out.writelines(_prefixed(log, line, alone=part is not None) for line in tail(log, lines))
    out.flush()
    if follow:
        _follow(places, out, alone=part is not None)


def _find(home: Home, part: str | None) -> Sequence[Path]:
    logs = sorted(home.logs.glob("*.log"))
    if part is None:
        return logs
    if home.log(part) not in logs:
        names = ", ".join(log.stem for log in logs)
        raise RefusalError(f"There is no log of {part!r}.", f"There are: {names}")
    return [home.log(part)]


def _follow(places: Mapping[Path, int], out: TextIO, *, alone: bool) -> None:
    read = dict(places)
    try:
        while True:
            read = {log: _copy_new(log, place, out, alone=alone) for log, place in read.items()}
            out.flush()
            time.sleep(FOLLOW_SECONDS)
    except KeyboardInterrupt:
        return


def _copy_new(log: Path, start: int, out: TextIO, *, alone: bool) -> int:
    """Write whole new lines; return where the next look goes on. A cut log starts anew."""
    with log.open("rb") as file:
        file.seek(start if log.stat().st_size >= start else 0)
        for line in file:
            if not line.endswith(b"\n"):
                return file.tell() - len(line)
            out.write(_prefixed(log, line.decode(errors="replace").rstrip("\n"), alone=alone))
        return file.tell()


def _prefixed(log: Path, line: str, *, alone: bool) -> str:
    return f"{line}\n" if alone else f"{log.stem:<12} {line}\n"
