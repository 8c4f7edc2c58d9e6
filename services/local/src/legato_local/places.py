"""Where the code lies that this runs from."""

from pathlib import Path

SOURCES = Path(__file__).resolve().parents[3]
"""The folder `services`."""
