"""What tags may take, since their parsers hold them in memory as a whole."""

from music_service.imports.errors import RejectedError

MOST_TAG_MEBIBYTES = 64
"""Twice the largest cover that is looked at."""


def check_tag_size(size: int) -> None:
    """Raise `RejectedError` for more bytes of tags than are read."""
    if size > MOST_TAG_MEBIBYTES * 1024 * 1024:
        raise RejectedError(f"has more than {MOST_TAG_MEBIBYTES} MiB of tags")
