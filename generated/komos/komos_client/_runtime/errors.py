"""What can go wrong with a call, each as one line a person can act on.

ClientError
├── ConfigurationError          no key, http:// to a host that is not loopback, unknown environment: nothing was sent
├── ApiError                    something was sent, or tried (`salvaged`: the id that a broken answer shows)
│   ├── ConnectionFailed        provably not delivered
│   ├── DeadlineExceeded        `maybe_executed` tells which half it died in
│   ├── OutcomeUnknown          delivered, no usable answer, and not safe to send again
│   ├── UnexpectedResponse      an answer nobody documented: HTML on a 200, a redirect to another host
│   ├── DriftError              strict=True only: an answer that does not fit the document (`misfits`, `value`)
│   │   └── VersionMismatch     the server speaks another version of the API
│   └── StatusError             status_code, code, detail, body
│       ├── BadRequest 400  Unauthorized 401  PaymentRequired 402  Forbidden 403  NotFound 404
│       └── Conflict 409  ValidationFailed 422 (errors)  RateLimited 429  ServerError 5xx
├── RunFailed                   a run that ended badly (`run`)
├── RunCancelled                a run that was stopped (`run`)
└── WebhookError                bad or missing signature, too old, unreadable

Every error survives pickling and turns into JSON with `to_dict()`; none carries a credential.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .error_details import Answer, Attempt, ErrorDetails, FieldError, SentRequest
from .util.typeguards import is_mapping, is_sequence

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Unpack


class ClientError(Exception):
    """Anything this package raises on purpose."""

    def __reduce__(self) -> Any:
        kept = {name: value for name, value in vars(self).items() if not name.startswith("_")}
        return type(self), self.args, kept

    def to_dict(self) -> dict[str, Any]:
        """The error as JSON values: its type, its message, and all it knows."""
        known = {name: _plain(value) for name, value in vars(self).items() if not name.startswith("_")}
        return {"type": type(self).__name__, "message": str(self), **known}


class ConfigurationError(ClientError):
    """The client was set up in a way that cannot work; nothing was sent."""


class ApiError(ClientError):
    """A call that was tried and did not succeed."""

    operation: str = ""
    """As callers say it: ``task_runs.retrieve``."""
    request: SentRequest | None = None
    response: Answer | None = None
    request_id: str | None = None
    """The server's own name for the last attempt, to quote to its support."""
    attempts: tuple[Attempt, ...] = ()
    idempotency_key: str | None = None
    """The key the request carried; calling again with it cannot do the work twice."""
    elapsed: float = 0.0
    """Seconds from the call to the error, waits included."""
    called_at: datetime | None = None
    """When the call began, by this machine's clock."""
    maybe_executed: bool = False
    """True when the server may have done the work (and billed it)."""
    salvaged: str | None = None
    """The id of the thing that was made, where a broken answer still shows it."""
    retry_at: datetime | None = None
    """The server asked not to be called before this moment."""
    run: Any = None
    """For a wait that broke off: the run as it was last seen."""
    cursor: Any = None
    """For a list that broke off: what the page that could not be had is asked for with."""

    def __init__(self, reason: str = "", **details: Unpack[ErrorDetails]) -> None:
        super().__init__(reason)
        vars(self).update(details)

    @property
    def reason(self) -> str:
        """The first part of the message: what went wrong."""
        return str(self.args[0]) if self.args else ""

    def __str__(self) -> str:
        place = [f"{self.request.method} {self.request.path or _path(self.request.url)}"] if self.request else []
        if self.request_id:
            place.append(f"request {self.request_id}")
        if self.attempts:
            place.append("1 attempt" if len(self.attempts) == 1 else f"{len(self.attempts)} attempts")
        if self.retry_at:
            place.append(f"not before {self.retry_at.isoformat(timespec='seconds')}")
        tail = f" ({', '.join(place)})" if place else ""
        return " ".join(f"{self._label()}: {self.reason or _first_line(self)}{tail}".split())

    def _label(self) -> str:
        return type(self).__name__


class ConnectionFailed(ApiError):
    """The request was provably not delivered; calling again is safe."""


class DeadlineExceeded(ApiError):
    """The call's deadline passed, or a wait that the server demands would pass it."""


class OutcomeUnknown(ApiError):
    """The request was delivered, there is no usable answer, and sending it again could do the work twice."""

    _reconcile: Callable[[ApiError, float | None], Any] | None = None

    def bind(self, reconcile: Callable[[ApiError, float | None], Any]) -> None:
        """Let `reconcile` use this function of the client that made the call."""
        self._reconcile = reconcile

    def reconcile(self, *, wait: float | None = None) -> Any:
        """Find out what became of the call; the same as the client's `reconcile` with this error, to be awaited if
        that is an async one. An error that was pickled has no client: pass it to one's `reconcile`.

        Raises:
            ConfigurationError: it has no client. ApiError: the list could not be had.
        """
        if self._reconcile is None:
            raise ConfigurationError("reconcile: this error has lost its client; pass it to a client's reconcile()")
        return self._reconcile(self, wait)


class UnexpectedResponse(ApiError):
    """An answer that nobody documented, such as a web page or a redirect to another host."""


class DriftError(ApiError):
    """With ``strict=True``: the answer does not fit the document."""

    misfits: tuple[Any, ...] = ()
    value: Any = None
    """The answer as far as it could be decoded, so that nothing paid for is lost."""


class VersionMismatch(DriftError):
    """With ``strict=True``: the server speaks another version of the API than this package was made for."""


class StatusError(ApiError):
    """The server answered with an error status."""

    status_code: int = 0
    code: str = ""
    """The vendor's code for the error, or empty."""
    errors: tuple[FieldError, ...] = ()
    """The offending fields, where the answer lists them."""
    body: Any = None
    """The parsed JSON body, or its text."""

    @property
    def detail(self) -> str:
        """What the server says is wrong, in one line."""
        return self.reason

    def _label(self) -> str:
        return f"{self.status_code or ''} {type(self).__name__}"


class BadRequest(StatusError):
    """400: the request cannot be understood."""


class Unauthorized(StatusError):
    """401: the key is missing, malformed, revoked or expired."""


class PaymentRequired(StatusError):
    """402: credits or plan do not allow it; not sent again."""


class Forbidden(StatusError):
    """403: this key may not do that."""


class NotFound(StatusError):
    """404: there is no such thing, or it belongs to someone else."""


class Conflict(StatusError):
    """409: the thing is in a state that does not allow it; not sent again."""


class ValidationFailed(StatusError):
    """422: fields are missing or wrong; `errors` lists them."""


class RateLimited(StatusError):
    """429: too many requests; `retry_at` tells when to come back."""


class ServerError(StatusError):
    """5xx: the server's fault."""


class _RunEnded(ClientError):
    """A run that ended without completing."""

    def __init__(self, message: str = "", run: Any = None) -> None:
        super().__init__(message, run)
        self.run = run

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class RunFailed(_RunEnded):
    """The run ended in failure; `run` is its last state."""


class RunCancelled(_RunEnded):
    """The run was stopped; `run` is its last state."""


class WebhookError(ClientError):
    """A webhook that must not be trusted: bad or missing signature, too old, unreadable."""


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


def for_status(status: int) -> type[StatusError]:
    """The class that stands for *status* where no rule of the vendor's says otherwise."""
    return BY_STATUS.get(status) or (ServerError if status >= 500 else StatusError)


def _path(url: str) -> str:
    """The path of *url*: what a person recognises, without host and query."""
    rest = url.partition("://")[2] or url.lstrip("/")
    return "/" + rest.partition("/")[2].partition("?")[0]


def _first_line(error: BaseException) -> str:
    return (type(error).__doc__ or "").partition("\n")[0].rstrip(".")


def _plain(value: Any) -> Any:
    """*value* as JSON can say it."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (bytes, bytearray)):
        return value.decode("utf-8", "replace")
    if hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if is_mapping(value):
        return {str(key): _plain(item) for key, item in value.items()}
    if is_sequence(value):
        return [_plain(item) for item in value]
    if hasattr(value, "to_dict"):
        return _plain(value.to_dict())
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
