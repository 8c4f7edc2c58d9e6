"""Metrics and traces of one process, made once and handed to whatever reports."""

from dataclasses import dataclass

from legato_kit.metrics import Metrics
from legato_kit.settings import ProcessSettings
from legato_kit.telemetry import Telemetry


@dataclass(frozen=True, slots=True)
class Instruments:
    """What a process reports with."""

    metrics: Metrics
    telemetry: Telemetry


def build_instruments(service: str, settings: ProcessSettings) -> Instruments:
    """Return the instruments of a process; `service` names it in metrics and traces."""
    return Instruments(Metrics(service), Telemetry(service, settings.otlp_endpoint))
