"""Root runs nothing that someone else could have written."""

import os
from pathlib import Path

import pytest

from legato_bootstrap.errors import BootstrapError
from legato_bootstrap.trust import refuse_untrusted

ME = os.getuid()
SOMEONE = ME + 1


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    made = tmp_path / "cache"
    made.mkdir(mode=0o755)
    return made


def test_a_cache_of_ones_own_is_trusted_and_so_is_one_still_to_be_made(cache: Path) -> None:
    refuse_untrusted(cache, ME)
    refuse_untrusted(cache / "not" / "yet", ME)
    refuse_untrusted(Path("/var/cache/legato-that-is-not-there"))


def test_a_cache_of_someone_else_is_refused(cache: Path) -> None:
    with pytest.raises(BootstrapError, match="not root's alone") as refusal:
        refuse_untrusted(cache, SOMEONE)
    assert "LEGATO_CACHE=<folder>" in refusal.value.advice


@pytest.mark.parametrize("mode", [0o757, 0o1777])
def test_a_cache_that_anyone_may_write_in_is_refused(cache: Path, mode: int) -> None:
    cache.chmod(mode)
    with pytest.raises(BootstrapError, match="not root's alone"):
        refuse_untrusted(cache, ME)


def test_a_folder_above_from_which_the_cache_could_be_taken_away_is_refused(cache: Path) -> None:
    cache.parent.chmod(0o777)
    with pytest.raises(BootstrapError, match=f"{cache.parent} is not"):
        refuse_untrusted(cache, ME)
    cache.parent.chmod(0o1777)
    refuse_untrusted(cache, ME)


def test_a_link_is_judged_by_what_it_leads_to(cache: Path) -> None:
    link = cache.parent / "link"
    link.symlink_to(cache)
    refuse_untrusted(link, ME)
    cache.chmod(0o777)
    with pytest.raises(BootstrapError, match=f"{cache} is not"):
        refuse_untrusted(link, ME)
