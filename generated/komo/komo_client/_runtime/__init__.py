"""What every generated client shares. Poured verbatim into each package; names are imported when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lazy import load

if TYPE_CHECKING:
    from .circumstances import Answer, Attempt, FieldError, SentRequest
    from .client import AsyncClient, Client
    from .codec import Codec
    from .core import Clockwork
    from .drift import DriftWarning, Misfit
    from .enums import OpenInt, OpenStr
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
    from .events import Event
    from .facts import (
        ErrorRule,
        Follower,
        Limit,
        Operation,
        Paging,
        Plan,
        Recipe,
        Repeat,
        Scheme,
        Service,
        Signature,
        Waiter,
        idempotent,
        keyed,
        once,
        safe,
    )
    from .file_home import FileHome
    from .limits import Home, Memory
    from .models import Discriminator, Model, define, wire
    from .options import CallOptions, ClientOptions, EventHandler, RateLimit, Timeout
    from .paging import AsyncPage, AsyncPages, Page
    from .reconcile import Reconciliation
    from .redis_home import RedisHome
    from .resource import AsyncRawResource, AsyncResource, RawResource, Resource
    from .response import Response
    from .sse import ServerSentEvent
    from .streams import AsyncDownload, AsyncStream, Download, Stream
    from .unset import UNSET, Unset
    from .uploads import BodyContent, PartContent
    from .webhooks import SeenEvents, WebhookEvent

_MODULES = {
    "circumstances": "Answer Attempt FieldError SentRequest",
    "client": "AsyncClient Client",
    "codec": "Codec",
    "core": "Clockwork",
    "drift": "DriftWarning Misfit",
    "enums": "OpenInt OpenStr",
    "errors": "ApiError BadRequest ClientError ConfigurationError Conflict ConnectionFailed"
    " DeadlineExceeded DriftError Forbidden NotFound OutcomeUnknown PaymentRequired RateLimited RunCancelled"
    " RunFailed ServerError StatusError Unauthorized UnexpectedResponse ValidationFailed VersionMismatch"
    " WebhookError",
    "events": "Event",
    "facts": "ErrorRule Follower Limit Operation Paging Plan Recipe Repeat Scheme Service Signature Waiter idempotent"
    " keyed once safe",
    "file_home": "FileHome",
    "limits": "Home Memory",
    "models": "Discriminator Model define wire",
    "options": "CallOptions ClientOptions EventHandler RateLimit Timeout",
    "paging": "AsyncPage AsyncPages Page",
    "reconcile": "Reconciliation",
    "redis_home": "RedisHome",
    "resource": "AsyncRawResource AsyncResource RawResource Resource",
    "response": "Response",
    "sse": "ServerSentEvent",
    "streams": "AsyncDownload AsyncStream Download Stream",
    "unset": "UNSET Unset",
    "uploads": "BodyContent PartContent",
    "webhooks": "SeenEvents WebhookEvent",
}
_HOME = {name: module for module, names in _MODULES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    return load(__name__, name, _HOME)


__all__ = [
    "UNSET",
    "Answer",
    "ApiError",
    "AsyncClient",
    "AsyncDownload",
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
    "Clockwork",
    "Codec",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "DeadlineExceeded",
    "Discriminator",
    "Download",
    "DriftError",
    "DriftWarning",
    "ErrorRule",
    "Event",
    "EventHandler",
    "FieldError",
    "FileHome",
    "Follower",
    "Forbidden",
    "Home",
    "Limit",
    "Memory",
    "Misfit",
    "Model",
    "NotFound",
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
    "RedisHome",
    "Repeat",
    "Resource",
    "Response",
    "RunCancelled",
    "RunFailed",
    "Scheme",
    "SeenEvents",
    "SentRequest",
    "ServerError",
    "ServerSentEvent",
    "Service",
    "Signature",
    "StatusError",
    "Stream",
    "Timeout",
    "Unauthorized",
    "UnexpectedResponse",
    "Unset",
    "ValidationFailed",
    "VersionMismatch",
    "Waiter",
    "WebhookError",
    "WebhookEvent",
    "define",
    "idempotent",
    "keyed",
    "once",
    "safe",
    "wire",
]
