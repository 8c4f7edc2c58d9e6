"""Music for the figures: many short tracks, imported like any others."""

from http import HTTPStatus

from tests.bench.connection import AnswerError
from tests.bench.stack import Measured
from tests.support.archives import make_zip
from tests.support.audio import Tags, make_noise, tag_audio
from tests.support.imports import import_file
from tests.support.people import connect, signed_in

TRACKS = 64
"""So many that a cache which is emptied all the time is never asked twice for the same one."""


async def import_tracks(measured: Measured) -> list[str]:
    """Import tracks that were not there before, and return the ids of all that there are."""
    admin = measured.legato.admin
    async with (
        connect(measured.legato.url) as client,
        signed_in(client, admin.email, admin.password) as person,
    ):
        found = await import_file(person.http, "music.zip", make_zip(_files()))
        if found["state"] != "succeeded" or found["rejected"]:
            raise AnswerError(f"the import ended with {found}")
        answer = await person.http.get("/v1/tracks", params={"limit": TRACKS})
        if answer.status_code != HTTPStatus.OK:
            raise AnswerError(f"the tracks were answered {answer.status_code}")
        return [track["id"] for track in answer.json()["items"]]


def _files() -> dict[str, bytes]:
    noise = make_noise()
    return {
        f"{number}.ogg": tag_audio(noise, _tags(number), "ogg") for number in range(1, TRACKS + 1)
    }


def _tags(number: int) -> Tags:
    return Tags(title=f"Track {number}", artist="Noise", album="Noises", number=number)
