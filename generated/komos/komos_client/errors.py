# Code generated from specs/komos. DO NOT EDIT.
"""All exceptions of this package; each is a `ClientError`."""

from __future__ import annotations

from ._runtime import (
    ApiError,
    BadRequest,
    ClientError,
    ConfigurationError,
    Conflict,
    ConnectionFailed,
    DeadlineExceeded,
    DriftError,
    Forbidden,
    NotFound,
    OutcomeUnknown,
    PaymentRequired,
    RateLimited,
    RunCancelled,
    RunFailed,
    ServerError,
    StatusError,
    Unauthorized,
    UnexpectedResponse,
    ValidationFailed,
    VersionMismatch,
    WebhookError,
)

__all__ = [
    "ApiError",
    "BadRequest",
    "ClientError",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "DeadlineExceeded",
    "DriftError",
    "Forbidden",
    "NotFound",
    "OutcomeUnknown",
    "PaymentRequired",
    "RateLimited",
    "RunCancelled",
    "RunFailed",
    "ServerError",
    "StatusError",
    "Unauthorized",
    "UnexpectedResponse",
    "ValidationFailed",
    "VersionMismatch",
    "WebhookError",
]
