import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from legato_local.errors import DemoError, LocalError, PartError, RefusalError, SupervisorError
from legato_local.legato import Legato
from legato_local.settings import Settings
from legato_local.showing import (
    describe_credentials,
    show_credentials,
    show_failure,
    show_status,
)
from legato_local.status import PartStatus


@pytest.fixture
def legato(short_folder: Path) -> Legato:
    return Legato.open(Settings(home=short_folder / "home", port=9000))


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=120)


def text(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_credentials_for_programs_have_the_shape_that_they_rely_on(legato: Legato) -> None:
    found = json.loads(json.dumps(describe_credentials(legato)))
    assert found == {
        "stack": "local",
        "url": "http://127.0.0.1:9000",
        "admin": {"email": legato.admin.email, "password": legato.admin.password},
        "demo": {"email": legato.listener.email, "password": legato.listener.password},
    }


def test_credentials_for_people_name_the_address_and_both_accounts(
    legato: Legato, console: Console
) -> None:
    (legato.home.music / "imported").touch()
    show_credentials(console, legato)
    for word in ("http://127.0.0.1:9000", legato.admin.password, legato.listener.password):
        assert word in text(console)


def test_a_home_without_a_demo_has_no_listener_to_show(legato: Legato, console: Console) -> None:
    show_credentials(console, legato)
    assert legato.admin.password in text(console)
    assert legato.listener.email not in text(console)


def test_a_part_has_a_line_with_state_ports_memory_and_uptime(
    legato: Legato, console: Console
) -> None:
    parts = [
        PartStatus(
            name="gateway",
            state="ready",
            ports=[9000, 9001],
            memory=50 << 20,
            uptime=3725.0,
            pid=7,
        ),
        PartStatus(name="music", state="stopped", ports=[9022], memory=0, uptime=0.0, pid=0),
    ]
    show_status(console, legato, parts)
    lines = [line.split() for line in text(console).splitlines()]
    assert ["gateway", "ready", "9000,", "9001", "50", "MiB", "1", "h", "2", "min"] in lines
    assert ["music", "stopped", "9022"] in lines
    assert ["all", "50", "MiB"] in lines


def test_a_failed_part_is_shown_with_its_reason_the_end_of_its_log_and_advice(
    console: Console, tmp_path: Path
) -> None:
    log = tmp_path / "postgres.log"
    log.write_text("FATAL: [disk] is full\n")
    show_failure(console, PartError("postgres", "not ready within 9 s", log))
    assert "postgres: not ready within 9 s" in text(console)
    assert "FATAL: [disk] is full" in text(console)
    assert f"Read its log: {log}" in text(console).replace("\n", "")


@pytest.mark.parametrize("kind", [DemoError, SupervisorError])
def test_whatever_has_a_log_is_shown_with_its_end(
    console: Console, tmp_path: Path, kind: type[LocalError]
) -> None:
    log = tmp_path / "some.log"
    log.write_text("no such encoder\n")
    show_failure(console, kind("It failed.", "Try again.", log))
    assert text(console) == "\nIt failed.\n  no such encoder\nTry again.\n"


def test_a_refusal_is_shown_with_what_to_do(console: Console) -> None:
    show_failure(console, RefusalError("The moon is full.", "Wait."))
    assert text(console).split("\n") == ["", "The moon is full.", "Wait.", ""]
