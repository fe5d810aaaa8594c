# Code generated from specs/komo. DO NOT EDIT.
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
    LimitsUnavailable,
    NotFound,
    OutcomeUnknown,
    PaymentRequired,
    RateLimited,
    ResponseTooLarge,
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
    "InsufficientCredits",
    "LimitsUnavailable",
    "LinkedInNotConnected",
    "NotFound",
    "OutcomeUnknown",
    "PaymentRequired",
    "PlanGate",
    "RateLimited",
    "ResponseTooLarge",
    "RunCancelled",
    "RunFailed",
    "SafetyCap",
    "ServerError",
    "StatusError",
    "Unauthorized",
    "UnexpectedResponse",
    "ValidationFailed",
    "VersionMismatch",
    "WebhookError",
]


class LinkedInNotConnected(Conflict):
    """No LinkedIn seat is connected for this key."""


class InsufficientCredits(PaymentRequired):
    """The credits left do not cover the call."""


class PlanGate(PaymentRequired):
    """The plan does not include what was asked for."""


class SafetyCap(RateLimited):
    """A cap that protects the LinkedIn account is reached; it may take hours until it is lifted."""
