"""The bytes of a file as the checks see them."""

from mmap import mmap

Data = bytes | mmap
"""A head in memory, or a whole file that the system pages in as it is looked at."""
