"""Rules that every Dockerfile keeps."""

import json
import re
from pathlib import Path

import pytest

from legato_cluster.images import Image, describe_images, list_sources
from legato_cluster.versions import read_versions

ROOT = Path(__file__).parents[3]

IMAGES = describe_images(read_versions(ROOT))

LABELS = {"title", "description", "version"}


def _instructions(image: Image) -> list[tuple[str, str]]:
    """Each instruction with its words, comments gone and continued lines joined."""
    lines = (ROOT / image.dockerfile).read_text().splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    joined = re.sub(r"\\\n\s*", "", text)
    return [(line.split()[0], line) for line in joined.splitlines() if line]


def _words(image: Image, name: str) -> list[str]:
    return [line.partition(" ")[2].strip() for found, line in _instructions(image) if found == name]


def _last_stage(image: Image) -> list[tuple[str, str]]:
    instructions = _instructions(image)
    last = max(place for place, (name, _) in enumerate(instructions) if name == "FROM")
    return instructions[last:]


@pytest.fixture(params=IMAGES, ids=lambda image: image.name)
def image(request: pytest.FixtureRequest) -> Image:
    found: Image = request.param
    return found


def test_the_base_is_an_argument_with_a_default_for_whoever_builds_by_hand(image: Image) -> None:
    assert _instructions(image)[0][1] == "ARG BASE=debian:trixie-slim"
    stages = {words.split(" AS ")[-1] for words in _words(image, "FROM") if " AS " in words}
    bases = {words.split()[0] for words in _words(image, "FROM")}
    assert bases - stages == {"$BASE"}


def test_nothing_is_fetched_but_packages(image: Image) -> None:
    assert "syntax=" not in (ROOT / image.dockerfile).read_text()
    assert not _words(image, "ADD")
    assert not re.search(r"https?://|\b(curl|wget|git clone)\b", "".join(_words(image, "RUN")))


def test_it_runs_as_the_unprivileged_user(image: Image) -> None:
    users = [line for name, line in _last_stage(image) if name == "USER"]
    assert users == ["USER 10001:10001"]
    assert "10001" in (ROOT / "images/add-user.sh").read_text()
    after = [name for name, _ in _last_stage(image)]
    assert "RUN" not in after[after.index("USER") :]


def test_signals_reach_the_program_itself(image: Image) -> None:
    [entrypoint] = _words(image, "ENTRYPOINT")
    assert json.loads(entrypoint)
    assert "sh" not in json.loads(entrypoint)
    for command in _words(image, "CMD"):
        assert json.loads(command)


def test_it_says_what_it_is(image: Image) -> None:
    labels = " ".join(_words(image, "LABEL"))
    assert set(re.findall(r"org\.opencontainers\.image\.(\w+)=", labels)) == LABELS


def test_caches_and_secrets_are_mounts(image: Image) -> None:
    for words in _words(image, "RUN"):
        if "install-packages.sh " in words or "apt-get" in words:
            assert "type=cache,target=/var/cache/apt" in words
            assert "type=cache,target=/var/lib/apt/lists" in words
        if "install-wheels.sh " in words:
            assert "type=cache,target=/root/.cache" in words
            assert "type=secret,id=ca," in words
            assert "type=secret,id=index" in words


def test_wheels_are_installed_as_the_lock_has_them() -> None:
    script = (ROOT / "images/install-wheels.sh").read_text().replace("\\\n", "")
    installs = [line for line in script.splitlines() if "pip install" in line]
    assert len(installs) == 2
    assert all("--require-hashes" in line for line in installs)


def test_compilers_and_installers_stay_in_the_stages_before(image: Image) -> None:
    last = " ".join(line for _, line in _last_stage(image))
    assert not re.search(r"\b(gcc|make|pip|uv|python3-venv|build-essential)\b", last)


def test_a_build_sees_every_file_that_its_dockerfile_names(image: Image) -> None:
    seen = [*list_sources(image, ROOT), image.tool or ""]
    named = re.findall(r"type=bind,source=([^,\s]+)", " ".join(_words(image, "RUN")))
    for words in _words(image, "COPY"):
        if "--from=" not in words:
            named += [word for word in words.split()[:-1] if not word.startswith("--")]
    for path in named:
        plain = path.replace("${SERVICE}", image.args.get("SERVICE", "")).rstrip("/")
        pattern = re.compile(re.escape(plain).replace(r"\*", "[^/]*") + "(/|$)")
        assert any(pattern.match(name) for name in seen), path


@pytest.mark.parametrize("script", sorted(ROOT.glob("images/**/*.sh")), ids=lambda path: path.name)
def test_scripts_end_at_the_first_failure(script: Path) -> None:
    text = script.read_text()
    strict = {"#!/bin/sh": "set -eu\n", "#!/bin/bash": "set -euo pipefail\n"}
    assert strict[text.partition("\n")[0]] in text
