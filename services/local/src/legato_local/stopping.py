"""Taking a home down, in the order that loses nothing, and leaving no process behind."""

import asyncio

from legato_local.home import Home
from legato_local.orphans import end_orphans
from legato_local.part import Part
from legato_local.progress import Reporter
from legato_local.stack import Stack
from legato_local.supervisor import Supervisor


async def stop(home: Home, stack: Stack, reporter: Reporter) -> None:
    """Stop the parts, the last first: the gateway lets nobody in while the others drain."""
    supervisor = Supervisor(home)
    if await supervisor.is_running():
        for layer in reversed(stack.layers):
            await asyncio.gather(*[_stop(supervisor, part, reporter) for part in layer])
    with reporter.step("supervisor"):
        await supervisor.end()
        await end_orphans(home, stack.parts)
        await asyncio.to_thread(home.supervisor_socket.unlink, missing_ok=True)


async def _stop(supervisor: Supervisor, part: Part, reporter: Reporter) -> None:
    states = await supervisor.states()
    if part.name in states and states[part.name].is_up:
        with reporter.step(part.name):
            await supervisor.stop(part.name)
