"""The process that works off imports."""

from prometheus_client import Counter

from legato_kit.instruments import Instruments
from legato_kit.resources import open_database
from music_service.context import STORAGE
from music_service.imports.entries import Limits
from music_service.imports.pipeline import Pipeline
from music_service.imports.worker import Worker
from music_service.settings import ImporterSettings
from music_service.storage.objects import build_object_store


async def run_importer(settings: ImporterSettings, instruments: Instruments) -> None:
    """Work off the queue until cancelled. Waits for no server."""
    settings.scratch.mkdir(parents=True, exist_ok=True)
    entries = Counter(
        "entries",
        "Entries of imports by what became of them.",
        ("outcome",),
        namespace=instruments.metrics.service,
        registry=instruments.metrics.registry,
    )
    async with open_database(settings, instruments, STORAGE) as database:
        pipeline = Pipeline(
            database,
            build_object_store(settings.objects_uri),
            settings.scratch,
            Limits(
                entry_bytes=settings.max_entry_bytes,
                unpacked_bytes=settings.max_unpacked_bytes,
                entries=settings.max_entries,
            ),
            settings.lease_seconds,
            entries,
        )
        await Worker(database, instruments.telemetry, pipeline).run()
