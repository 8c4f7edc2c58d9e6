"""Names of archive entries: which are safe, what they say, and how they are shown."""

import re
import unicodedata

from music_service.imports.errors import RejectedError

MAX_NAME = 1024
"""Characters of an entry's whole path."""

SHOWN_NAME = 255
"""Characters of a name that are kept to be shown."""

SUPPORTED_SUFFIXES = frozenset({"flac", "m4a", "m4b", "mp3", "mp4", "oga", "ogg", "opus", "wav"})

OTHER_AUDIO_SUFFIXES = frozenset(
    {
        *("aac", "ac3", "aif", "aiff", "alac", "amr", "ape", "au", "dff", "dsf", "dts", "mka"),
        *("mp2", "mpc", "ra", "tak", "tta", "weba", "webm", "wma", "wv"),
    }
)

ARCHIVE_SUFFIXES = frozenset(
    {"7z", "bz2", "gz", "rar", "tar", "tbz2", "tgz", "txz", "xz", "zip", "zst"}
)

COVER_NAMES = frozenset({"cover", "folder", "front"})
COVER_SUFFIXES = frozenset({"jpeg", "jpg", "png", "webp"})

_DRIVE = re.compile(r"^[A-Za-z]:[\\/]")


def check_name(name: str) -> None:
    """Raise `RejectedError` for a path that would leave its folder, or that hides something.

    Entries are never unpacked under their names; a name like that still means no good.
    """
    parts = split_name(name)
    if not name.strip():
        raise RejectedError("has no name")
    if len(name) > MAX_NAME:
        raise RejectedError(f"has a name of more than {MAX_NAME} characters")
    if any(unicodedata.category(character) == "Cc" for character in name):
        raise RejectedError("has control characters in its name")
    if not parts[0] or _DRIVE.match(name):
        raise RejectedError("has an absolute path")
    if ".." in parts:
        raise RejectedError("has a path that leaves its folder")


def split_name(name: str) -> list[str]:
    """Return the parts of a path; archives made on Windows may use backslashes."""
    return name.replace("\\", "/").split("/")


def shown(name: str) -> str:
    """Return the name fit to be stored and shown, whatever it held; control characters go."""
    text = "".join(
        "\N{REPLACEMENT CHARACTER}"
        if unicodedata.category(character) in {"Cc", "Cs"}
        else character
        for character in name
    )
    return text if len(text) <= SHOWN_NAME else f"…{text[1 - SHOWN_NAME :]}"


def folder_of(name: str) -> str:
    """Return the folder of an entry, empty for the archive's own."""
    return "/".join(split_name(name)[:-1])


def stem_of(name: str) -> str:
    """Return the file name without folder and suffix."""
    file = split_name(name)[-1]
    return file.rpartition(".")[0] or file


def suffix_of(name: str) -> str:
    """Return what follows the last dot of the file name, in lower case."""
    file = split_name(name)[-1]
    return file.rpartition(".")[2].lower() if "." in file else ""


def pretends_audio(name: str) -> bool:
    """Whether the name says that this is audio of any kind."""
    return suffix_of(name) in SUPPORTED_SUFFIXES | OTHER_AUDIO_SUFFIXES


def is_cover(name: str) -> bool:
    """Whether the name says that this is the picture of its folder."""
    return stem_of(name).lower() in COVER_NAMES and suffix_of(name) in COVER_SUFFIXES


def is_hidden(name: str) -> bool:
    """Whether a system left this beside the files that were meant."""
    parts = split_name(name)
    return parts[-1].startswith(".") or parts[0] == "__MACOSX"
