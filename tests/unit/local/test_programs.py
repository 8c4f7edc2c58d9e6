import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from supervisor.options import ServerOptions  # type: ignore[import-untyped]

from legato_local.home import Home, open_home
from legato_local.part import Part
from legato_local.parts.service import Service
from legato_local.processes import read_record
from legato_local.programs import write_programs

WORDS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)
NAMES = st.from_regex(r"LEGATO_[A-Z]{1,8}", fullmatch=True)
TELL = "import os, sys; print([os.environ, sys.argv[1:]])"


class Program(Part):
    """A part that never runs by itself."""

    def __init__(
        self, name: str, log: Path, words: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        super().__init__(log)
        self.name = name
        self._words = words
        self._environment = environment

    @property
    def argv(self) -> Sequence[str]:
        return (sys.executable, "-c", TELL, *self._words)

    @property
    def environment(self) -> Mapping[str, str]:
        return self._environment

    async def check_ready(self) -> None:
        return


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with tempfile.TemporaryDirectory(prefix="lg") as folder:
        yield open_home(Path(folder))


def supervised(home: Home) -> Mapping[str, str]:
    """What the supervisor itself reads out of the written configuration: digests by name."""
    options = ServerOptions()
    options.realize(["-c", str(home.supervisor_conf)], doc="")
    configs = [group.process_configs[0] for group in options.process_group_configs]
    return {config.name: config.environment["LEGATO_DIGEST"] for config in configs}


@settings(max_examples=40)
@given(words=st.lists(WORDS, max_size=3), environment=st.dictionaries(NAMES, WORDS, max_size=3))
def test_every_word_and_variable_arrives_as_it_is(
    home: Home, words: Sequence[str], environment: Mapping[str, str]
) -> None:
    part = Program("tell", home.log("tell"), words, environment)
    home.log("tell").unlink(missing_ok=True)
    write_programs(home, [part])
    subprocess.run(["/bin/sh", home.scripts / "tell.sh"], check=True)
    seen = home.log("tell").read_text()
    assert str(list(words)) in seen
    assert all(f"{name!r}: {value!r}" in seen for name, value in environment.items())


def test_a_program_says_who_it_is_before_it_starts(home: Home) -> None:
    write_programs(home, [Program("tell", home.log("tell"), [], {})])
    with subprocess.Popen(["/bin/sh", home.scripts / "tell.sh"]) as process:
        process.wait()
    record = read_record(home.record("tell"))
    assert record is not None
    assert record.pid == process.pid
    assert record.started > 0


def test_the_supervisor_reads_every_program(home: Home) -> None:
    write_programs(home, [Program(name, home.log(name), [], {}) for name in ("one", "two")])
    assert set(supervised(home)) == {"one", "two"}


def test_only_a_program_that_changed_has_another_digest(home: Home, tmp_path: Path) -> None:
    configured = Program("configured", home.log("configured"), [], {})
    configured.configuration = (tmp_path / "file",)
    configured.configuration[0].write_text("one")
    others = [Program(name, home.log(name), [], {}) for name in ("one", "two")]
    write_programs(home, [configured, *others])
    before = supervised(home)

    configured.configuration[0].write_text("two")
    others[1] = Program("two", home.log("two"), [], {"LEGATO_X": "new"})
    write_programs(home, [configured, *others])
    after = supervised(home)
    assert {name for name in before if before[name] != after[name]} == {"configured", "two"}


def test_a_service_of_another_copy_of_the_code_is_a_changed_program(
    home: Home, tmp_path: Path
) -> None:
    seen = []
    for copy in ("old", "new"):
        source = tmp_path / copy / "music" / "src"
        source.mkdir(parents=True)
        service = Service(
            name="music",
            package="music_service",
            command="serve",
            environment={},
            ports={"probe": 9023},
            log=home.log("music"),
            sources=tmp_path / copy,
        )
        write_programs(home, [service])
        assert f"export PYTHONPATH={source}\n" in (home.scripts / "music.sh").read_text()
        seen.append(supervised(home)["music"])
    assert seen[0] != seen[1]


def test_passwords_stand_in_files_of_the_owner_alone(home: Home) -> None:
    write_programs(home, [Program("tell", home.log("tell"), [], {"LEGATO_PASSWORD": "hidden"})])
    holders = [
        path for path in home.root.rglob("*") if path.is_file() and b"hidden" in path.read_bytes()
    ]
    assert [path.name for path in holders] == ["tell.sh"]
    assert not holders[0].stat().st_mode & 0o077
