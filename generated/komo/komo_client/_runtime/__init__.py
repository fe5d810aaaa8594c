"""The names that generated code imports, each loaded when it is first used. Copied as it is into each package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .util.lazy import load, register_aliases

__version__ = "0.3.0"
"""Version of the runtime, which is not the package's: one runtime is copied into many packages."""

if TYPE_CHECKING:
    from .client import AsyncClient, Client
    from .codec.codec import Codec
    from .codec.enums import OpenInt, OpenStr
    from .codec.models import Discriminator, Model, define, wire
    from .config import RateLimit
    from .diagnostics.drift import DriftWarning, Misfit
    from .diagnostics.events import Event
    from .error_details import Answer, Attempt, FieldError, SentRequest
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
    from .facts import (
        ErrorRule,
        Follower,
        Limit,
        OAuth,
        Operation,
        Paging,
        Plan,
        Recipe,
        Repeat,
        Scheme,
        Service,
        Signature,
        Variable,
        Waiter,
        idempotent,
        keyed,
        once,
        safe,
    )
    from .features.downloads import AsyncDownload, Download
    from .features.pages import AsyncPage, AsyncPages, Page
    from .features.reconciliation import Reconciliation
    from .features.sse import ServerSentEvent
    from .features.streaming import AsyncStream, Stream
    from .features.webhooks import SeenEvents, WebhookEvent, WebhookHeaders
    from .limits.file import FileStore
    from .limits.limiter import Store, StoreWarning
    from .limits.memory import MemoryStore
    from .limits.redis import RedisStore
    from .options import AsyncHttpClient, CallOptions, ClientOptions, EventHandler, HttpClient, Timeout, TracerProvider
    from .pipeline.context import Clock
    from .protocol.request import Given
    from .resource import AsyncRawResource, AsyncResource, RawResource, Resource
    from .response import Response
    from .testing.faults import Fault
    from .testing.http import Seen
    from .testing.server import FakeServer
    from .testing.webhooks import Delivery
    from .transport.connections import Connections
    from .transport.uploads import BodyContent, PartContent
    from .util.unset import UNSET, Unset
    from .webhook_resource import WebhookResource

_MODULES = {
    "client": "AsyncClient Client",
    "codec.codec": "Codec",
    "codec.enums": "OpenInt OpenStr",
    "codec.models": "Discriminator Model define wire",
    "config": "RateLimit",
    "diagnostics.drift": "DriftWarning Misfit",
    "diagnostics.events": "Event",
    "error_details": "Answer Attempt FieldError SentRequest",
    "errors": "ApiError BadRequest ClientError ConfigurationError Conflict ConnectionFailed DeadlineExceeded"
    " DriftError Forbidden LimitsUnavailable NotFound OutcomeUnknown PaymentRequired RateLimited ResponseTooLarge"
    " RunCancelled RunFailed ServerError StatusError Unauthorized UnexpectedResponse ValidationFailed VersionMismatch"
    " WebhookError",
    "facts": "ErrorRule Follower Limit OAuth Operation Paging Plan Recipe Repeat Scheme Service Signature"
    " Variable Waiter idempotent keyed once safe",
    "features.downloads": "AsyncDownload Download",
    "features.pages": "AsyncPage AsyncPages Page",
    "features.reconciliation": "Reconciliation",
    "features.sse": "ServerSentEvent",
    "features.streaming": "AsyncStream Stream",
    "features.webhooks": "SeenEvents WebhookEvent WebhookHeaders",
    "limits.file": "FileStore",
    "limits.limiter": "Store StoreWarning",
    "limits.memory": "MemoryStore",
    "limits.redis": "RedisStore",
    "options": "AsyncHttpClient CallOptions ClientOptions EventHandler HttpClient Timeout TracerProvider",
    "pipeline.context": "Clock",
    "resource": "AsyncRawResource AsyncResource RawResource Resource",
    "response": "Response",
    "testing.faults": "Fault",
    "testing.http": "Seen",
    "testing.server": "FakeServer",
    "testing.webhooks": "Delivery",
    "transport.connections": "Connections",
    "transport.uploads": "BodyContent PartContent",
    "util.unset": "UNSET Unset",
    "protocol.request": "Given",
    "webhook_resource": "WebhookResource",
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names.split()}

RENAMED = {"FileHome": "FileStore", "Home": "Store", "Memory": "MemoryStore", "RedisHome": "RedisStore"}
"""Deprecated name → the name that replaced it."""

register_aliases(
    __name__,
    {
        "circumstances": "error_details",
        "drift": "diagnostics.drift",
        "events": "diagnostics.events",
        "reconcile": "features.reconciliation",
        "sse": "features.sse",
        "unset": "util.unset",
        "webhooks": "features.webhooks",
    },
)  # pickled errors, events and other values of earlier versions name these modules


def __getattr__(name: str) -> object:
    return load(__name__, name, _MODULE_OF, RENAMED)


__all__ = [
    "RENAMED",
    "UNSET",
    "Answer",
    "ApiError",
    "AsyncClient",
    "AsyncDownload",
    "AsyncHttpClient",
    "AsyncPage",
    "AsyncPages",
    "AsyncRawResource",
    "AsyncResource",
    "AsyncStream",
    "Attempt",
    "BadRequest",
    "BodyContent",
    "CallOptions",
    "Client",
    "ClientError",
    "ClientOptions",
    "Clock",
    "Codec",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "Connections",
    "DeadlineExceeded",
    "Delivery",
    "Discriminator",
    "Download",
    "DriftError",
    "DriftWarning",
    "ErrorRule",
    "Event",
    "EventHandler",
    "FakeServer",
    "Fault",
    "FieldError",
    "FileStore",
    "Follower",
    "Forbidden",
    "Given",
    "HttpClient",
    "Limit",
    "LimitsUnavailable",
    "MemoryStore",
    "Misfit",
    "Model",
    "NotFound",
    "OAuth",
    "OpenInt",
    "OpenStr",
    "Operation",
    "OutcomeUnknown",
    "Page",
    "Paging",
    "PartContent",
    "PaymentRequired",
    "Plan",
    "RateLimit",
    "RateLimited",
    "RawResource",
    "Recipe",
    "Reconciliation",
    "RedisStore",
    "Repeat",
    "Resource",
    "Response",
    "ResponseTooLarge",
    "RunCancelled",
    "RunFailed",
    "Scheme",
    "Seen",
    "SeenEvents",
    "SentRequest",
    "ServerError",
    "ServerSentEvent",
    "Service",
    "Signature",
    "StatusError",
    "Store",
    "StoreWarning",
    "Stream",
    "Timeout",
    "TracerProvider",
    "Unauthorized",
    "UnexpectedResponse",
    "Unset",
    "ValidationFailed",
    "Variable",
    "VersionMismatch",
    "Waiter",
    "WebhookError",
    "WebhookEvent",
    "WebhookHeaders",
    "WebhookResource",
    "define",
    "idempotent",
    "keyed",
    "load",
    "once",
    "safe",
    "wire",
]
