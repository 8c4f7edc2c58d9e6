"""The route table: every path that the gateway knows, whose it is, and what it asks for."""

from dataclasses import dataclass
from enum import StrEnum


class Auth(StrEnum):
    """What a request must bring to be let through."""

    PUBLIC = "public"
    API = "an access token"
    MEDIA = "a token for this path"


@dataclass(frozen=True)
class Route:
    """One operation; `path` as in OpenAPI, with `{names}` for what varies."""

    method: str
    path: str
    service: str
    auth: Auth = Auth.API
    limited: bool = False
    """Whether requests of one client address are counted."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


ROUTES = (
    Route("GET", "/", "web", Auth.PUBLIC),
    Route("GET", "/assets/{file}", "web", Auth.PUBLIC),
    Route("GET", "/.well-known/jwks.json", "user", Auth.PUBLIC),
    Route("POST", "/v1/auth/register", "user", Auth.PUBLIC, limited=True),
    Route("POST", "/v1/auth/login", "user", Auth.PUBLIC, limited=True),
    Route("POST", "/v1/auth/refresh", "user", Auth.PUBLIC),
    Route("POST", "/v1/auth/logout", "user", Auth.PUBLIC),
    Route("GET", "/v1/me", "user"),
    Route("PATCH", "/v1/me", "user"),
    Route("DELETE", "/v1/me", "user"),
    Route("GET", "/v1/artists", "music"),
    Route("GET", "/v1/artists/{artist_id}", "music"),
    Route("GET", "/v1/albums", "music"),
    Route("GET", "/v1/albums/{album_id}", "music"),
    Route("GET", "/v1/tracks", "music"),
    Route("GET", "/v1/tracks/{track_id}", "music"),
    Route("POST", "/v1/tracks/{track_id}/play", "music"),
    Route("GET", "/v1/search", "music"),
    Route("POST", "/v1/imports", "music"),
    Route("GET", "/v1/imports", "music"),
    Route("GET", "/v1/imports/{import_id}", "music"),
    Route("POST", "/v1/imports/{import_id}/cancel", "music"),
    Route("GET", "/v1/covers/{name}", "music", Auth.PUBLIC),
    Route("GET", "/media/{object}", "media", Auth.MEDIA),
    Route("HEAD", "/media/{object}", "media", Auth.MEDIA),
)

NOT_ROUTED = (
    Route("GET", "/.well-known/media-jwks.json", "music"),
)  # fmt: skip
"""Operations of the services that only the gateway itself and other services ask for."""

UNKNOWN_PATHS = (
    "/v1",
    "/v1/",
    "/v1/unknown",
    "/v1/members",
    "/v1/tracksuit",
    "/v1/covers",
    "/v1/auth",
    "/v1/auth/login/more",
    "/index.html",
    "/assets",
    "/media",
    "/livez",
    "/metrics",
    "/internal/cache/warm",
    "/.well-known/openid-configuration",
    "/docs",
    "/openapi.json",
    *[route.path for route in NOT_ROUTED],
)
"""Paths that no gateway knows, many of them close to one that it does."""
