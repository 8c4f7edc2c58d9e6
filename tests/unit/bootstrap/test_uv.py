"""How uv is pinned and configured."""

from pathlib import Path

from legato_bootstrap.uv import pip_environment, read_version, translate_pip_config

REPOSITORY = Path(__file__).parents[3]


def test_the_version_is_read_from_the_pinned_requirement() -> None:
    assert read_version("uv==1.2.3 \\\n    --hash=sha256:00\n") == "1.2.3"


def test_the_pin_has_a_hash_for_each_architecture() -> None:
    assert (REPOSITORY / "requirements/uv.txt").read_text().count("--hash=sha256:") == 2


def test_a_mirror_that_pip_uses_serves_uv_as_well() -> None:
    listing = r"""
global.index-url='https://mirror.example/simple'
install.find-links='/one\n/two'
global.timeout='60'
:env:.index-url='https://nearer.example/simple'
"""
    assert translate_pip_config(listing) == {
        "UV_DEFAULT_INDEX": "https://nearer.example/simple",
        "UV_FIND_LINKS": "/one,/two",
    }


def test_settings_that_forbid_a_target_folder_are_lifted_for_pip() -> None:
    env = pip_environment()
    assert (env["PIP_USER"], env["PIP_REQUIRE_VIRTUALENV"]) == ("0", "0")


def test_no_address_of_an_index_stands_in_the_locks() -> None:
    for name in ("lock.txt", "uv.txt"):
        assert "://" not in (REPOSITORY / "requirements" / name).read_text()
