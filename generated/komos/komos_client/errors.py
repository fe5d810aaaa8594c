# Code generated from specs/komos. DO NOT EDIT.
"""Everything a call can raise; all of it is a `ClientError`."""

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
