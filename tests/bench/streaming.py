"""What a gigabyte of audio costs: from nginx alone, through the gateway, and with TLS."""

import asyncio
import http.client
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path

from tests.bench.connection import AnswerError
from tests.bench.report import Aim, Report
from tests.bench.rounds import Figures, Rounds
from tests.bench.stack import Measured
from tests.bench.usage import CpuMeter
from tests.support.tokens import media_claims

OBJECT_BYTES = 8 * 1024 * 1024
"""A song of some minutes; it stays in the page cache."""

SECONDS = 2.0
"""Of one measurement: long enough for a clock that ticks every 10 ms."""

ROUNDS = 5

GB = 1e9

CALL_SECONDS = 30.0
"""Deadline of any step of one transfer."""

MAX_TLS_CPU = 1.15

NGINX, PLAIN, TLS = "nginx alone", "through Envoy", "through Envoy, TLS"

METHOD = f"""
    One client fetches a file of {OBJECT_BYTES >> 20} MiB again and again over one HTTP/1.1
    connection, for {SECONDS:.0f} s: from nginx by its Unix socket, through the gateway by plain
    HTTP, and by HTTPS. The file lies in the page cache. CPU time is that of the
    processes of nginx and Envoy, user and kernel, as in /proc; the client's own is left out.
    The three take turns for {ROUNDS} rounds: shown is the median, and of the ratios the median
    of those within each round. A GB is 10^9 bytes.
    """

Connect = Callable[[], http.client.HTTPConnection]


async def measure_bytes(measured: Measured) -> Report:
    """Measure and compare the three ways."""
    path = _place_object(measured.legato.home.objects)
    url = f"{path}?t={measured.media_keys.sign(media_claims(path))}"
    ways: dict[str, tuple[Connect, str]] = {
        NGINX: (lambda: _SocketConnection(measured.legato.stack.media.socket), path),
        PLAIN: (lambda: http.client.HTTPConnection("127.0.0.1", measured.http_port), url),
        TLS: (lambda: _secure_connection(measured), url),
    }
    rounds = Rounds()
    await rounds.measure(
        {name: partial(_transfer, measured, *way) for name, way in ways.items()}, rounds=ROUNDS
    )
    return _report(rounds)


def _report(rounds: Rounds) -> Report:
    found = rounds.median(TLS, "total")
    return Report(
        name="bytes",
        title="CPU time per GB of audio",
        method=METHOD,
        columns=("", "nginx s/GB", "Envoy s/GB", "together s/GB", "ratio", "MB/s"),
        rows=[
            (
                name,
                f"{rounds.median(name, 'media'):.2f}",
                f"{rounds.median(name, 'gateway'):.2f}",
                f"{rounds.median(name, 'total'):.2f}",
                f"{rounds.ratio(name, NGINX, 'total'):.2f}",
                f"{rounds.median(name, 'speed'):.0f}",
            )
            for name in (NGINX, PLAIN, TLS)
        ],
        aims=[
            Aim(
                text=f"TLS at most {MAX_TLS_CPU} CPU s/GB",
                found=f"{found:.2f}",
                is_met=found <= MAX_TLS_CPU,
            )
        ],
    )


async def _transfer(measured: Measured, connect: Connect, url: str) -> Figures:
    with CpuMeter(measured.parts.only("media", "gateway")) as meter:
        started = time.perf_counter()
        received = await asyncio.to_thread(_fetch, connect, url)
        seconds = time.perf_counter() - started
    figures = {name: used / received * GB for name, used in meter.used.items()}
    return {**figures, "total": meter.total / received * GB, "speed": received / seconds / 1e6}


def _fetch(connect: Connect, url: str) -> int:
    buffer = memoryview(bytearray(1024 * 1024))
    received = 0
    with _closing(connect()) as connection:
        until = time.perf_counter() + SECONDS
        while time.perf_counter() < until:
            connection.request("GET", url)
            answer = connection.getresponse()
            if answer.status != HTTPStatus.OK:
                raise AnswerError(f"the file was answered {answer.status}: {answer.read()!r}")
            while count := answer.readinto(buffer):
                received += count
    return received


@contextmanager
def _closing(connection: http.client.HTTPConnection) -> Iterator[http.client.HTTPConnection]:
    connection.timeout = CALL_SECONDS
    try:
        yield connection
    finally:
        connection.close()


def _place_object(objects: Path) -> str:
    """Put a file where audio lies and return its path at the gateway; nginx asks no more."""
    name = "0b" * 32
    file = objects / "audio" / name[:2] / f"{name}.ogg"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(os.urandom(OBJECT_BYTES))
    return f"/media/audio/{name[:2]}/{file.name}"


def _secure_connection(measured: Measured) -> http.client.HTTPConnection:
    certificate = measured.legato.home.tls / "certificate.pem"
    context = ssl.create_default_context(cafile=certificate)
    return http.client.HTTPSConnection("127.0.0.1", measured.https_port, context=context)


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(CALL_SECONDS)
        self.sock.connect(str(self._path))
