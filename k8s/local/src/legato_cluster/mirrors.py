"""Where this machine's own apt gets Debian from: a new root file system comes from there, too."""

from collections.abc import Sequence

from legato_cluster.commands import ask

FORMAT = "$(ORIGIN)|$(LABEL)|$(REPO_URI)"

LOOK_SECONDS = 30.0
"""Deadline of a question about apt's files."""

SUITES = {"Debian": ("{}", "{}-updates"), "Debian-Security": ("{}-security",)}
"""What a mirror with that label holds for a release, by the release's name."""


async def debian_sources(suite: str) -> Sequence[str]:
    """Return the lines of a sources.list for Debian `suite`; none where apt knows no Debian."""
    words = ["apt-get", "indextargets", "--format", FORMAT, "Created-By: Packages"]
    answer = await ask(words, within=LOOK_SECONDS)
    return choose_sources(answer.output, suite)


def choose_sources(targets: str, suite: str) -> Sequence[str]:
    """Pick the first mirror of each kind from lines of `FORMAT`.

    Without a mirror of the release itself there are none: others alone would not do.
    """
    mirrors: dict[str, str] = {}
    for line in targets.splitlines():
        origin, label, uri = line.split("|")
        if origin == "Debian":
            mirrors.setdefault(label, uri)
    if "Debian" not in mirrors:
        return []
    return [
        f"deb {mirrors[label]} {pattern.format(suite)} main"
        for label, patterns in SUITES.items()
        if label in mirrors
        for pattern in patterns
    ]
