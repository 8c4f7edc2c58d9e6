"""The app factory: a FastAPI app with the rules that hold for every service."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import APIRouter, FastAPI

from legato_kit.instruments import Instruments
from legato_kit.middleware import RequestMiddleware
from legato_kit.problems import MEDIA_TYPE, Problem, install_problem_handlers
from legato_kit.settings import ServiceSettings

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[Mapping[str, Any]]]


def create_app(
    title: str,
    routers: Sequence[APIRouter],
    *,
    lifespan: Lifespan,
    instruments: Instruments,
    settings: ServiceSettings,
    streaming_paths: Collection[str] = (),
) -> FastAPI:
    """Return the app. Its lifespan yields the request state: `context` and `verifier`."""
    app = FastAPI(
        title=title,
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # A path that differs by a slash is another path; the redirect would trust the Host header.
        redirect_slashes=False,
        # The middleware below reports each request; the framework would do it once more.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        responses={
            "default": {
                "description": "A problem document (RFC 9457)",
                "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
            }
        },
    )
    for router in routers:
        app.include_router(router)
    install_problem_handlers(app)
    app.add_middleware(
        RequestMiddleware,
        metrics=instruments.metrics,
        telemetry=instruments.telemetry,
        longest_seconds=settings.request_seconds,
        streaming_paths=streaming_paths,
    )
    return app
