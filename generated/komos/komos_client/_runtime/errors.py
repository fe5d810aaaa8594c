"""Exceptions of a client. The message of each is one line that says what to do.

ClientError
├── ConfigurationError          no key, an argument that cannot be sent, a file that cannot be read: nothing was sent
├── ApiError                    a call failed (`salvaged`: the id found in a truncated response)
│   ├── ConnectionFailed        provably not delivered
│   │   └── LimitsUnavailable   the store of the rate limits cannot be used: nothing was sent
│   ├── DeadlineExceeded        `maybe_executed`: whether the server may have done the work
│   ├── OutcomeUnknown          delivered, no usable response, and not safe to send again
│   ├── UnexpectedResponse      an undocumented response: HTML with status 200, a redirect to another host
│   ├── ResponseTooLarge        more than `max_response_bytes`; `partial` is the part that was read
│   ├── DriftError              strict=True only: a response that does not fit the document (`misfits`, `value`)
│   │   └── VersionMismatch     the server has another version of the API
│   └── StatusError             status_code, code, detail, body
│       ├── BadRequest 400  Unauthorized 401  PaymentRequired 402  Forbidden 403  NotFound 404
│       └── Conflict 409  ValidationFailed 422 (errors)  RateLimited 429  ServerError 5xx
├── RunFailed                   a run has failed (`run`)
├── RunCancelled                a run was cancelled (`run`)
└── WebhookError                bad or missing signature, too old, unreadable

Every error can be pickled, and converted to JSON values with `to_dict()`; none contains a credential.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .error_details import Answer, Attempt, ErrorDetails, FieldError, SentRequest
from .util.server_text import encodable, one_line
from .util.typeguards import is_mapping, is_sequence

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Unpack


DEEPEST_SHOWN = 50
"""Levels of nested values in `ClientError.to_dict`; deeper ones are left out."""


class ClientError(Exception):
    """Base class of all exceptions of this package."""

    def __str__(self) -> str:
        return one_line(super().__str__())

    def __reduce__(self) -> Any:
        kept = {name: value for name, value in vars(self).items() if not name.startswith("_")}
        return type(self), self.args, kept

    def to_dict(self) -> dict[str, Any]:
        """The error as JSON values: type, message and attributes."""
        known = {name: _plain(value) for name, value in vars(self).items() if not name.startswith("_")}
        return {"type": type(self).__name__, "message": str(self), **known}


class ConfigurationError(ClientError):
    """The client, or an argument, is not right; nothing was sent, unless `maybe_executed` is true."""

    maybe_executed: bool = False
    """Whether the server may have done the work: a file could not be read while it was sent, or not be written when
    the answer had come."""


class ApiError(ClientError):
    """A call failed."""

    operation: str = ""
    """Name of the operation: ``task_runs.retrieve``."""
    request: SentRequest | None = None
    response: Answer | None = None
    request_id: str | None = None
    """The server's id of the last attempt; quote it to the vendor's support."""
    attempts: tuple[Attempt, ...] = ()
    idempotency_key: str | None = None
    """The key that was sent; calling again with it cannot do the work twice."""
    elapsed: float = 0.0
    """Seconds from the call to the error, including waits."""
    called_at: datetime | None = None
    """When the call began, by this machine's clock."""
    maybe_executed: bool = False
    """Whether the server may have done the work (and charged for it)."""
    salvaged: str | None = None
    """The id of what was created, if a truncated response still contains it."""
    retry_at: datetime | None = None
    """The server asks not to be called before this time."""
    run: Any = None
    """For an interrupted wait: the last known state of the run."""
    cursor: Any = None
    """For an interrupted list: the argument that requests the missing page."""

    def __init__(self, reason: str = "", **details: Unpack[ErrorDetails]) -> None:
        super().__init__(reason)
        vars(self).update(details)

    @property
    def reason(self) -> str:
        """The first part of the message, without request, attempts and time."""
        return str(self.args[0]) if self.args else ""

    def __str__(self) -> str:
        place = [f"{self.request.method} {self.request.path or _path(self.request.url)}"] if self.request else []
        if self.request_id:
            place.append(f"request {one_line(self.request_id, 200)}")
        if self.attempts:
            place.append("1 attempt" if len(self.attempts) == 1 else f"{len(self.attempts)} attempts")
        if self.retry_at:
            place.append(f"not before {self.retry_at.isoformat(timespec='seconds')}")
        tail = f" ({', '.join(place)})" if place else ""
        return one_line(f"{self._label()}: {self.reason or _first_line(self)}{tail}")

    def _label(self) -> str:
        return type(self).__name__


class ConnectionFailed(ApiError):
    """The request was provably not delivered; calling again is safe."""


class LimitsUnavailable(ConnectionFailed):
    """The store that keeps the rate limits or run slots cannot be used; without them nothing is sent."""


class DeadlineExceeded(ApiError):
    """The deadline of the call passed, or would pass during a wait that the server demands."""


class OutcomeUnknown(ApiError):
    """The request was delivered, there is no usable response, and sending it again could do the work twice."""

    _reconcile: Callable[[ApiError, float | None], Any] | None = None

    def bind(self, reconcile: Callable[[ApiError, float | None], Any]) -> None:
        """Let `reconcile` use this function of the client that made the call."""
        self._reconcile = reconcile

    def reconcile(self, *, wait: float | None = None) -> Any:
        """Find out whether the call was executed, as the client's `reconcile` does; to be awaited if that is async.

        An error that was pickled has no client: pass it to the `reconcile` of a client.

        Raises:
            ConfigurationError: it has no client. ApiError: listing failed.
        """
        if self._reconcile is None:
            raise ConfigurationError("reconcile: this error has lost its client; pass it to a client's reconcile()")
        return self._reconcile(self, wait)


class UnexpectedResponse(ApiError):
    """An undocumented response, such as a web page or a redirect to another host."""


class ResponseTooLarge(ApiError):
    """The response is larger than `max_response_bytes`; give a larger one to read it."""

    partial: bytes = b""
    """The bytes that were read, without their content encoding; of more than 16 MiB, the first 16."""


class DriftError(ApiError):
    """With ``strict=True``: the response does not fit the document."""

    misfits: tuple[Any, ...] = ()
    value: Any = None
    """The response as far as it could be decoded."""


class VersionMismatch(DriftError):
    """With ``strict=True``: the server has another version of the API than this package was made for."""


class StatusError(ApiError):
    """The response has an error status, or a streamed response contains an error."""

    status_code: int = 0
    """For an error within a stream: the status that it names; 0: none."""
    code: str = ""
    """The vendor's error code, or empty."""
    errors: tuple[FieldError, ...] = ()
    """The offending fields, if the response lists them."""
    body: Any = None
    """The parsed JSON body, or its text."""

    @property
    def detail(self) -> str:
        """The server's message in one line."""
        return self.reason

    def _label(self) -> str:
        return f"{self.status_code or ''} {type(self).__name__}"


class BadRequest(StatusError):
    """400: the server cannot process the request."""


class Unauthorized(StatusError):
    """401: the key is missing, malformed, revoked or expired."""


class PaymentRequired(StatusError):
    """402: credits or plan do not allow it; not retried."""


class Forbidden(StatusError):
    """403: the key lacks permission."""


class NotFound(StatusError):
    """404: the resource does not exist, or belongs to someone else."""


class Conflict(StatusError):
    """409: the state of the resource does not allow it; not retried."""


class ValidationFailed(StatusError):
    """422: fields are missing or wrong; `errors` lists them."""


class RateLimited(StatusError):
    """429: too many requests; `retry_at` is the earliest time for the next."""


class ServerError(StatusError):
    """5xx: the server failed."""


class _RunEnded(ClientError):
    """A run ended without completing."""

    def __init__(self, message: str = "", run: Any = None) -> None:
        super().__init__(message, run)
        self.run = run

    def __str__(self) -> str:
        return one_line(str(self.args[0])) if self.args else ""


class RunFailed(_RunEnded):
    """The run has failed; `run` is its last state."""


class RunCancelled(_RunEnded):
    """The run was cancelled; `run` is its last state."""


class WebhookError(ClientError):
    """A webhook cannot be trusted: bad or missing signature, too old, unreadable."""


BY_STATUS: Mapping[int, type[StatusError]] = {
    400: BadRequest,
    401: Unauthorized,
    402: PaymentRequired,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    422: ValidationFailed,
    429: RateLimited,
}
"""Status → error class; `for_status` adds the others."""


def for_status(status: int) -> type[StatusError]:
    """The error class of *status*, unless an `ErrorRule` names another."""
    return BY_STATUS.get(status) or (ServerError if status >= 500 else StatusError)


def _path(url: str) -> str:
    """The path of *url*, without host and query."""
    rest = url.partition("://")[2] or url.lstrip("/")
    return "/" + rest.partition("/")[2].partition("?")[0]


def _first_line(error: BaseException) -> str:
    return (type(error).__doc__ or "").partition("\n")[0].rstrip(".")


def _plain(value: Any, deepest: int = DEEPEST_SHOWN) -> Any:
    """*value* as a JSON value."""
    if isinstance(value, str):
        return encodable(value)
    if value is None or isinstance(value, (int, float)):
        return value
    if isinstance(value, (bytes, bytearray)):
        return value.decode("utf-8", "replace")
    if not deepest:
        return "…"
    if hasattr(value, "_asdict"):
        return _plain(value._asdict(), deepest)
    if is_mapping(value):
        return {encodable(str(key)): _plain(item, deepest - 1) for key, item in value.items()}
    if is_sequence(value):
        return [_plain(item, deepest - 1) for item in value]
    if hasattr(value, "to_dict"):
        return _plain(value.to_dict(), deepest)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
