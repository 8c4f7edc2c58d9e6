"""Archives in memory, good ones and bad ones."""

import io
import tarfile
import zipfile
from collections.abc import Mapping

ENCRYPTED = 0x1
"""Flag of an entry of a zip that needs a password."""


def make_zip(files: Mapping[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip whose entries have these very names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(_entry(name, compression), content)
    return file.getvalue()


def make_encrypted_zip(files: Mapping[str, bytes]) -> bytes:
    """Return a zip whose entries all say that they need a password."""
    content = bytearray(make_zip(files))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= ENCRYPTED
            at = content.find(signature, at + 1)
    return bytes(content)


def make_tar(files: Mapping[str, bytes], links: Mapping[str, str] | None = None) -> bytes:
    """Return a tar with these files, and with symbolic links by name and target."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, target in (links or {}).items():
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, target
            archive.addfile(link)
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


def _entry(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = compression
    return entry
