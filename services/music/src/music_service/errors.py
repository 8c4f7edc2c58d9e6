"""Errors of this service that the kit's tree does not have."""

from http import HTTPStatus

from legato_kit.errors import LegatoError


class UnsupportedMediaTypeError(LegatoError):
    """The body is of a type that the route does not take."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class RequestTimeoutError(LegatoError):
    """The client stopped sending in the middle of its request."""

    status = HTTPStatus.REQUEST_TIMEOUT
