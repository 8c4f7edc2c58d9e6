"""What the real command gets to know."""

from pathlib import Path

import pytest

from legato_bootstrap.account import Account
from legato_bootstrap.environment import build_environment, without_settings
from legato_bootstrap.places import Places

PLACES = Places(Path("/clone"), Path("/cache"), Path("/home/ada/legato"))


@pytest.fixture
def app(tmp_path: Path) -> Path:
    for name in ("user", "kit"):
        (tmp_path / "services" / name / "src").mkdir(parents=True)
    return tmp_path


def test_the_code_runs_from_its_copy(app: Path) -> None:
    env = build_environment({"PYTHONPATH": "/elsewhere"}, PLACES, None, app)
    assert env["PYTHONPATH"] == f"{app}/services/kit/src:{app}/services/user/src"
    assert (env["LEGATO_APP"], env["LEGATO_HOME"]) == (str(app), "/home/ada/legato")


def test_settings_and_certificates_pass_through_and_other_pythons_do_not(app: Path) -> None:
    given = {"LEGATO_PORT": "9000", "SSL_CERT_FILE": "/ca.pem", "PYTHONHOME": "/x", "HOME": "/h"}
    env = build_environment(given, PLACES, None, app)
    assert (env["LEGATO_PORT"], env["SSL_CERT_FILE"], env["HOME"]) == ("9000", "/ca.pem", "/h")
    assert "PYTHONHOME" not in env


def test_the_unprivileged_user_gets_a_home_that_it_can_write(app: Path) -> None:
    env = build_environment({"HOME": "/root"}, PLACES, Account("legato", 990, 990), app)
    assert (env["HOME"], env["USER"], env["LEGATO_CACHE"]) == (
        "/cache/files",
        "legato",
        "/cache/files",
    )


def test_a_suite_does_not_see_the_settings_of_a_running_stack() -> None:
    env = {"LEGATO_HOME": "/h", "LEGATO_PORT": "1", "LEGATO_APP": "/a", "PATH": "/bin"}
    assert without_settings(env) == {"LEGATO_APP": "/a", "PATH": "/bin"}
