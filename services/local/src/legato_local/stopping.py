"""Taking a home down, in the order that loses nothing, and leaving no process behind."""

import asyncio
from collections.abc import Sequence

from legato_local.home import Home
from legato_local.orphans import end_orphans
from legato_local.part import Part
from legato_local.progress import Reporter
from legato_local.supervisor import Supervisor


async def stop(home: Home, parts: Sequence[Part], reporter: Reporter) -> None:
    """Stop the parts, the last first: the gateway lets nobody in while the others drain."""
    supervisor = Supervisor(home)
    if await supervisor.is_running():
        states = await supervisor.states()
        for part in reversed(parts):
            if part.name in states and states[part.name].is_up:
                with reporter.step(part.name):
                    await supervisor.stop(part.name)
    with reporter.step("supervisor"):
        await supervisor.end()
        await asyncio.to_thread(home.supervisor_socket.unlink, missing_ok=True)
    await end_orphans(home, parts)
