"""The S3 server of the tests answers as S3 does."""

import obstore
import pytest
from obstore.exceptions import PermissionDeniedError
from obstore.store import S3Store

from legato_local.parts.seaweedfs import SeaweedFS


def store_at(server: SeaweedFS, secret_key: str) -> S3Store:
    """A client of `server` with a bucket of its own."""
    return S3Store(
        "songs",
        endpoint=server.endpoint,
        region="us-east-1",
        access_key_id=server.access_key,
        secret_access_key=secret_key,
        client_options={"allow_http": True},
    )


async def test_an_object_comes_back_by_ranges(seaweedfs: SeaweedFS) -> None:
    store = store_at(seaweedfs, seaweedfs.secret_key)
    await obstore.put_async(store, "a/song.ogg", b"0123456789")
    part = await obstore.get_range_async(store, "a/song.ogg", start=2, end=5)
    assert bytes(part) == b"234"


async def test_a_wrong_key_is_refused(seaweedfs: SeaweedFS) -> None:
    with pytest.raises(PermissionDeniedError):
        await obstore.put_async(store_at(seaweedfs, "wrong"), "a/song.ogg", b"0")
