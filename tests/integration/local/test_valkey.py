"""The cache server of one machine."""

import pytest
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError

from legato_local.parts.valkey import Valkey


async def test_it_is_closed_without_the_password(valkey: Valkey) -> None:
    async with Redis(host="127.0.0.1", port=valkey.ports["valkey"]) as client:
        with pytest.raises(AuthenticationError):
            await client.get("anything")


async def test_it_is_bounded_and_drops_what_was_used_longest_ago(valkey: Valkey) -> None:
    async with Redis.from_url(valkey.uri) as client:
        settings = await client.config_get("maxmemory*")
    assert settings["maxmemory"] == str(64 * 1024 * 1024)
    assert settings["maxmemory-policy"] == "allkeys-lru"


async def test_the_password_is_no_argument_of_the_process(valkey: Valkey) -> None:
    assert not any("only-for-tests" in word for word in valkey.argv)


async def test_it_starts_again_empty_after_a_kill(valkey_server: Valkey) -> None:
    async with Redis.from_url(valkey_server.uri) as client:
        await client.set("song", "kept in memory only")
    await valkey_server.kill()
    await valkey_server.start()
    await valkey_server.wait_ready()
    async with Redis.from_url(valkey_server.uri) as client:
        assert await client.dbsize() == 0
