"""Bringing a home up: what `make run` does, and what a test's own platform is started by."""

import asyncio
import shutil
from collections.abc import Collection, Sequence

from legato_local import oneshot
from legato_local.errors import PartError, RefusalError, SupervisorError
from legato_local.home import Home
from legato_local.oneshot import CommandError
from legato_local.order import Job, work_off
from legato_local.orphans import end_orphans
from legato_local.part import NotReadyError, Part
from legato_local.parts.service import Service
from legato_local.ports import refuse_taken
from legato_local.programs import base_environment, write_programs
from legato_local.progress import Reporter, Step
from legato_local.settings import Settings
from legato_local.stack import Stack
from legato_local.supervisor import Supervisor

MIGRATE_SECONDS = 300.0
"""Deadline of one service's migrations, data and all."""

WATCH_SECONDS = 0.5
"""Pause between two looks at whether a starting part still lives."""

FAILING_LOOKS = 6
"""Looks at a part that has ended right after its start, before it is given up."""

LEAST_FREE = 512 * 1024 * 1024
"""Bytes that a database needs to work in, with its log."""


class Starter:
    """Brings the parts of one home up, or finds that they are."""

    def __init__(self, home: Home, stack: Stack, settings: Settings) -> None:
        self._home = home
        self._stack = stack
        self._bind = str(settings.bind)
        self._supervisor = Supervisor(home)
        self._running: Collection[str] = ()

    async def prepare(self) -> bool:
        """Write all configuration; say whether everything is up, just as it now should be."""
        await asyncio.gather(*[part.prepare() for part in self._stack.parts])
        write_programs(self._home, self._stack.parts)
        return await self._is_up()

    async def start(self, reporter: Reporter) -> None:
        """Start what is down or has changed, and return when all is ready."""
        await self._supervise()
        await work_off(self._jobs(), reporter)

    async def _is_up(self) -> bool:
        looks = [part.check_ready() for part in self._stack.parts]
        try:
            await asyncio.gather(*looks)
            return not any(await self._supervisor.differences())
        except (SupervisorError, NotReadyError):
            return False

    async def _supervise(self) -> None:
        parts = self._stack.parts
        if not await self._supervisor.is_running():
            await end_orphans(self._home, parts)
            refuse_taken(parts, self._bind)
            await self._supervisor.ensure()
        await self._supervisor.update()
        states = await self._supervisor.states()
        refuse_taken([part for part in parts if not states[part.name].is_up], self._bind)
        self._running = [name for name, state in states.items() if state.state == "RUNNING"]

    def _jobs(self) -> Sequence[Job]:
        stack = self._stack
        return (
            Job("postgres", "Postgres", self._start_postgres),
            self._job(stack.user_cache, "cache of the user service"),
            self._job(stack.music_cache, "cache of the music service"),
            self._job(stack.media, "media server"),
            self._job(stack.web, "web player"),
            self._migration(stack.user, "users"),
            self._migration(stack.music, "catalogue"),
            self._job(stack.user, "user service", "users"),
            self._job(stack.music, "music service", "catalogue"),
            self._job(stack.importer, "importer", "catalogue"),
            self._job(stack.gateway, "gateway", "user", "music", "media", "web"),
        )

    def _job(self, part: Part, title: str, *after: str) -> Job:
        async def work(_: Step) -> None:
            await self._start(part)

        return Job(part.name, title, work, after)

    def _migration(self, service: Service, schema: str) -> Job:
        async def work(_: Step) -> None:
            await self._migrate(service)

        return Job(schema, f"tables of the {service.name} service", work, ("postgres",))

    async def _start_postgres(self, _: Step) -> None:
        await self._start(self._stack.postgres)
        await self._stack.postgres.provision()

    async def _start(self, part: Part) -> None:
        await self._supervisor.start(part.name)
        ready = asyncio.create_task(part.wait_ready())
        failing = asyncio.create_task(self._until_failing(part))
        try:
            await asyncio.wait({ready, failing}, return_when=asyncio.FIRST_COMPLETED)
            (ready if ready.done() else failing).result()
        finally:
            ready.cancel()
            failing.cancel()
            await asyncio.gather(ready, failing, return_exceptions=True)

    async def _until_failing(self, part: Part) -> None:
        """Raise `PartError` when the supervisor cannot keep the part running; else go on."""
        looks = 0
        while looks < FAILING_LOOKS:
            await asyncio.sleep(WATCH_SECONDS)
            state = (await self._supervisor.states())[part.name]
            looks += state.state in ("BACKOFF", "FATAL", "EXITED")
        raise PartError(part.name, "ends right after its start", part.log)

    async def _migrate(self, service: Service) -> None:
        if service.name in self._running:
            return  # it was started after its own migrations, and has not changed since
        environment = {**base_environment(), **service.environment}
        try:
            await oneshot.run(
                service.migration, environment=environment, log=service.log, within=MIGRATE_SECONDS
            )
        except CommandError as error:
            raise PartError(service.name, f"its migration {error}", service.log) from error


def refuse_full_disk(home: Home) -> None:
    """Raise `RefusalError` when the home's disk is nearly full."""
    free = shutil.disk_usage(home.root).free
    if free < LEAST_FREE:
        fact = f"{free >> 20} MiB are free at {home.root}, and {LEAST_FREE >> 20} are needed."
        raise RefusalError(fact, "Make room, or name a LEGATO_HOME on another disk.")
