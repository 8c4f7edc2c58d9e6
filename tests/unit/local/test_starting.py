import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from legato_local.errors import RefusalError
from legato_local.home import Home
from legato_local.starting import LEAST_FREE, refuse_full_disk

HOME = Home(Path("/home/ada/legato"), 8080)


def fill(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))


def test_a_disk_that_is_nearly_full_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    fill(monkeypatch, LEAST_FREE - 1)
    with pytest.raises(RefusalError, match="511 MiB are free"):
        refuse_full_disk(HOME)


def test_a_disk_with_room_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    fill(monkeypatch, LEAST_FREE)
    refuse_full_disk(HOME)
