"""The sources of a new Debian are those of the machine that makes it."""

from legato_cluster.mirrors import choose_sources

TARGETS = """\
Debian|Debian|http://near.example/debian/
Debian|Debian|http://far.example/debian/
Debian|Debian-Security|http://near.example/security/
Vendor|Debian|http://vendor.example/
||http://nameless.example/
"""


def test_release_updates_and_security_come_from_the_first_mirror_of_each() -> None:
    assert choose_sources(TARGETS, "trixie") == [
        "deb http://near.example/debian/ trixie main",
        "deb http://near.example/debian/ trixie-updates main",
        "deb http://near.example/security/ trixie-security main",
    ]


def test_without_a_mirror_of_debian_none_is_named() -> None:
    assert choose_sources("Ubuntu|Ubuntu|http://mirror.example/ubuntu/", "trixie") == []
    assert choose_sources("Debian|Debian-Security|http://mirror.example/", "trixie") == []
