"""What an image is built from, and the tag that stands for it."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from legato_cluster.bases import name_base
from legato_cluster.image_builds import describe_arguments, describe_index, stage
from legato_cluster.images import Image, describe_images, list_sources, name_reference
from legato_cluster.versions import read_versions

ROOT = Path(__file__).parents[3]

IMAGE = Image(
    name="thing",
    dockerfile="images/thing.Dockerfile",
    sources=("src",),
    args={"VERSION": "1"},
)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    root = tmp_path / "clone"
    files = ("images/thing.Dockerfile", "images/add-user.sh", "images/install-packages.sh")
    for name in (*files, "src/deep/module.py", "unused.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    return root


def test_a_tag_stays_while_nothing_changes_that_the_build_sees(clone: Path) -> None:
    before = name_reference(IMAGE, clone, "base")
    (clone / "unused.py").write_text("else")
    (clone / "src/__pycache__").mkdir()
    (clone / "src/__pycache__/module.pyc").write_text("compiled")
    assert name_reference(IMAGE, clone, "base") == before
    copy = clone.with_name("another")
    shutil.copytree(clone, copy)
    assert name_reference(IMAGE, copy, "base") == before


@pytest.mark.parametrize(
    "name", ["images/thing.Dockerfile", "images/add-user.sh", "src/deep/module.py"]
)
def test_a_tag_changes_with_each_file_that_the_build_sees(clone: Path, name: str) -> None:
    before = name_reference(IMAGE, clone, "base")
    (clone / name).write_text("else")
    assert name_reference(IMAGE, clone, "base") != before


def test_a_tag_changes_with_names_programs_arguments_and_base(clone: Path) -> None:
    tags = {
        name_reference(IMAGE, clone, "base"),
        name_reference(IMAGE, clone, "another base"),
        name_reference(replace(IMAGE, args={"VERSION": "2"}), clone, "base"),
    }
    (clone / "src/deep/module.py").chmod(0o755)
    tags.add(name_reference(IMAGE, clone, "base"))
    (clone / "src/deep/module.py").rename(clone / "src/deep/renamed.py")
    tags.add(name_reference(IMAGE, clone, "base"))
    assert len(tags) == 5


def test_references_name_no_registry_that_could_be_asked(clone: Path) -> None:
    repository, _, tag = name_reference(IMAGE, clone, "base").partition(":")
    assert repository == "localhost/legato/thing"
    assert len(tag) == 16


def test_a_build_gets_files_that_all_may_read_whatever_the_clone_says(clone: Path) -> None:
    (clone / "src/deep/module.py").chmod(0o600)
    (clone / "images/add-user.sh").chmod(0o700)
    context = clone.with_name("context")
    stage(list_sources(IMAGE, clone), context)
    assert (context / "src/deep/module.py").stat().st_mode & 0o777 == 0o644
    assert (context / "images/add-user.sh").stat().st_mode & 0o777 == 0o755
    assert not (context / "unused.py").exists()


def test_the_base_is_another_one_each_month() -> None:
    first, last, next_one = (date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1))
    assert name_base("trixie", first) == name_base("trixie", last)
    assert name_base("trixie", first) != name_base("trixie", next_one)


def test_builds_go_through_the_proxy_without_its_address_among_their_arguments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://user:password@proxy.example")
    arguments = list(describe_arguments({"BASE": "debian"}))
    assert arguments[0] == "--build-arg=BASE=debian"
    assert "--build-arg=HTTPS_PROXY" in arguments
    assert "password" not in " ".join(arguments)


def test_packages_come_from_where_this_machine_gets_them_in_images_as_well() -> None:
    lines = describe_index({"UV_DEFAULT_INDEX": "https://near.example/a b", "UV_INDEX": ""})
    assert lines.splitlines() == [
        "export UV_DEFAULT_INDEX='https://near.example/a b'",
        "export PIP_INDEX_URL='https://near.example/a b'",
    ]
    assert not describe_index({"HOME": "/root"})


def test_every_dockerfile_belongs_to_an_image_and_every_source_exists() -> None:
    images = describe_images(read_versions(ROOT))
    described = {image.dockerfile for image in images}
    assert described == {f"images/{file.name}" for file in ROOT.glob("images/*.Dockerfile")}
    for image in images:
        for source in image.sources:
            assert (ROOT / source).exists(), source
