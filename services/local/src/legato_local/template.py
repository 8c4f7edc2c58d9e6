"""Configuration files with places to fill in."""

import string
from collections.abc import Mapping
from pathlib import Path


class _Template(string.Template):
    """Only `${name}` is a place: nginx has `$variables` of its own."""

    pattern = r"\$\{(?P<braced>\w+)\}|(?P<escaped>(?!))|(?P<named>(?!))|(?P<invalid>(?!))"  # type: ignore[assignment]


def render(template: Path, values: Mapping[str, object]) -> str:
    """Return the text of `template` with every `${name}` replaced.

    Raises KeyError for a place without a value.
    """
    return _Template(template.read_text()).substitute(values)
