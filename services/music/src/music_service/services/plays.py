"""Play authorisation: a signed URL that the gateway checks; no audio passes through here."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from legato_kit.identity import Identity
from legato_kit.keys import SigningKeys
from music_service.models import Playback
from music_service.services.catalogue import CatalogueService

MEDIA_AUDIENCE = "media"

PAUSE_SECONDS = 30 * 60
"""How long a listener may pause before the player has to ask again."""


@dataclass(frozen=True, slots=True)
class PlayService:
    """Hands out media URLs."""

    catalogue: CatalogueService
    keys: SigningKeys
    issuer: str

    async def authorise(self, identity: Identity, track_id: UUID) -> Playback:
        """Return a URL of the track's audio, good for twice its length and half an hour more.

        Raises `NotFoundError`.
        """
        track = await self.catalogue.get_playable(track_id)
        path = f"/media/{track.object_key}"
        now = int(time.time())
        expiry = now + 2 * track.duration_ms // 1000 + PAUSE_SECONDS
        token = self.keys.sign(
            {
                "iss": self.issuer,
                "aud": MEDIA_AUDIENCE,
                "sub": str(identity.account_id),
                "path": path,
                "iat": now,
                "exp": expiry,
            }
        )
        return Playback(
            url=f"{path}?t={token}",
            expires_at=datetime.fromtimestamp(expiry, UTC),
            mime_type=track.mime_type,
            bytes=track.bytes,
        )
