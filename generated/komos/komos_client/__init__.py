# Code generated from specs/komos. DO NOT EDIT.
"""Client of the Komos public API: launch saved browser tasks, watch their runs, read their logs, stop them.

The vendor publishes no OpenAPI document. This one is written by hand from the pages of docs.komos.ai; five
operations are documented there, and listing tasks is inferred from the vendor's Pipedream integration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._client import AsyncKomos, Komos
from ._service import SERVICE

if TYPE_CHECKING:
    from . import models as models
    from ._runtime import (
        UNSET,
        AsyncPage,
        AsyncPages,
        Attempt,
        CallOptions,
        Connections,
        DriftWarning,
        Event,
        FileStore,
        Limit,
        MemoryStore,
        Page,
        Reconciliation,
        RedisStore,
        Response,
        SeenEvents,
        Store,
        StoreWarning,
        Unset,
        WebhookEvent,
    )
    from .errors import (
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

    # deprecated names
    FileHome = FileStore
    Home = Store
    Memory = MemoryStore
    RedisHome = RedisStore


__version__: str = SERVICE.version
"""Version of this package."""

__api_version__: str = SERVICE.api_version
"""Version of the API that it was generated for; empty when the vendor names none."""

__document_sha256__: str = SERVICE.document_sha256
"""SHA-256 of the OpenAPI document that it was generated from."""

__all__ = [
    "ApiError",
    "AsyncKomos",
    "AsyncPage",
    "AsyncPages",
    "Attempt",
    "BadRequest",
    "CallOptions",
    "ClientError",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "Connections",
    "DeadlineExceeded",
    "DriftError",
    "DriftWarning",
    "Event",
    "FileStore",
    "Forbidden",
    "Komos",
    "Limit",
    "LimitsUnavailable",
    "MemoryStore",
    "NotFound",
    "OutcomeUnknown",
    "Page",
    "PaymentRequired",
    "RateLimited",
    "Reconciliation",
    "RedisStore",
    "Response",
    "ResponseTooLarge",
    "RunCancelled",
    "RunFailed",
    "SeenEvents",
    "ServerError",
    "StatusError",
    "Store",
    "StoreWarning",
    "UNSET",
    "Unauthorized",
    "UnexpectedResponse",
    "Unset",
    "ValidationFailed",
    "VersionMismatch",
    "WebhookError",
    "WebhookEvent",
    "__api_version__",
    "__document_sha256__",
    "__version__",
    "models",
]

_LAZY = {
    "models": "models",
    "UNSET": "_runtime",
    "AsyncPage": "_runtime",
    "AsyncPages": "_runtime",
    "Attempt": "_runtime",
    "CallOptions": "_runtime",
    "Connections": "_runtime",
    "DriftWarning": "_runtime",
    "Event": "_runtime",
    "FileStore": "_runtime",
    "Limit": "_runtime",
    "MemoryStore": "_runtime",
    "Page": "_runtime",
    "Reconciliation": "_runtime",
    "RedisStore": "_runtime",
    "Response": "_runtime",
    "SeenEvents": "_runtime",
    "Store": "_runtime",
    "StoreWarning": "_runtime",
    "Unset": "_runtime",
    "WebhookEvent": "_runtime",
    "ApiError": "errors",
    "BadRequest": "errors",
    "ClientError": "errors",
    "ConfigurationError": "errors",
    "Conflict": "errors",
    "ConnectionFailed": "errors",
    "DeadlineExceeded": "errors",
    "DriftError": "errors",
    "Forbidden": "errors",
    "LimitsUnavailable": "errors",
    "NotFound": "errors",
    "OutcomeUnknown": "errors",
    "PaymentRequired": "errors",
    "RateLimited": "errors",
    "ResponseTooLarge": "errors",
    "RunCancelled": "errors",
    "RunFailed": "errors",
    "ServerError": "errors",
    "StatusError": "errors",
    "Unauthorized": "errors",
    "UnexpectedResponse": "errors",
    "ValidationFailed": "errors",
    "VersionMismatch": "errors",
    "WebhookError": "errors",
}


def __getattr__(name: str) -> object:
    """Import an error, a model or a value when it is first used, so that importing the package is fast."""
    from ._runtime import RENAMED, load

    return load(__name__, name, _LAZY, RENAMED)
