"""Verifies webhook deliveries, decodes their payloads, and signs deliveries for tests.

The signature is HMAC-SHA256 over ``<timestamp>.<body>``. Where the key is itself derived (`Signature.pepper`), vendors
differ in whether its raw bytes or its hex text is the key: both readings are accepted, each compared in constant time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock
from typing import Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar, cast

from ..diagnostics.drift import Misfit
from ..errors import WebhookError
from ..facts import Signature
from ..util.server_text import InvalidJSON, epoch_time, parse_json
from ..util.typeguards import is_bytes, is_sequence

T = TypeVar("T")

WebhookHeaders: TypeAlias = Mapping[str, str] | Iterable[tuple[str | bytes, str | bytes]]
"""Headers as a web framework gives them: a mapping or pairs, names in any case, of text or bytes. Names as in WSGI
(``HTTP_X_SIGNATURE``) are understood too."""


class PayloadDecoder(Protocol):
    """The method of a `Codec` that decodes payloads."""

    def decode(self, annotation: str, value: Any, report: Callable[[Misfit], None]) -> Any:
        """Decode a JSON value."""


class WebhookEvent(NamedTuple, Generic[T]):
    """One verified delivery."""

    type: str
    """The event's type as the vendor calls it; may be one that this package does not know."""
    data: T
    """The payload: a model for a known type, plain JSON for an unknown one."""
    known: bool
    """False when the document does not list the type."""
    key: str
    """The same for each delivery of the same event: remember it to handle each event once."""
    headers: Mapping[str, str]
    """The delivery's headers, names in lower case; repeated ones joined with a comma."""


class SeenEvents:
    """Remembers which events were handled: vendors deliver again what was not acknowledged in time.

    Kept in this process, safe to share between threads; for several workers keep `WebhookEvent.key` under a unique
    constraint where the work is recorded, in the same transaction.

    Parameters:
        limit: number of keys that are remembered; the oldest is forgotten first.
    """

    def __init__(self, limit: int = 10_000) -> None:
        if limit < 1:
            raise ValueError(f"limit: at least one event must be remembered, got {limit}")
        self._limit = limit
        self._keys: dict[str, None] = {}
        self._lock = Lock()

    def first(self, event: WebhookEvent[Any]) -> bool:
        """Whether *event* was not seen before; it is remembered."""
        with self._lock:
            if event.key in self._keys:
                return False
            self._keys[event.key] = None
            if len(self._keys) > self._limit:
                del self._keys[next(iter(self._keys))]
            return True

    def forget(self, event: WebhookEvent[Any]) -> None:
        """Forget *event*, because handling it failed: its next delivery is new again."""
        with self._lock:
            self._keys.pop(event.key, None)


def unwrap(
    body: bytes | str,
    headers: WebhookHeaders,
    *,
    secret: str | Sequence[str],
    signature: Signature,
    events: Mapping[str, str],
    codec: PayloadDecoder,
    pepper: str | None = None,
    tolerance: float | None = None,
    report: Callable[[Misfit], None] | None = None,
    now: Callable[[], float] = time.time,
) -> WebhookEvent[Any]:
    """Verify one delivery and decode its payload.

    Parameters:
        body: the request's body exactly as received.
        headers: the request's headers; see `WebhookHeaders`.
        secret: the signing secret as the vendor shows it; several while one replaces another.
        pepper: used instead of the vendor's usual one.
        tolerance: seconds by which the timestamp may differ from now; None for any age.
        events: event type → annotation of its payload.
        report: called with each misfit of the payload.

    Raises:
        WebhookError: not signed with this secret, too old, or not JSON.
    """
    lower = read_headers(headers)
    verify(body, lower, secret=secret, signature=signature, pepper=pepper, tolerance=tolerance, now=now)
    kind = lower.get(signature.event_header.lower(), "")
    try:
        data = parse_json(_bytes(body))
    except InvalidJSON:
        raise WebhookError("the webhook's body is not JSON") from None
    annotation = events.get(kind)
    if annotation is not None:
        data = codec.decode(annotation, data, report or _ignore)
    elif report is not None:
        report(Misfit("unknown_enum", f"header {signature.event_header}", repr(kind[:40])))
    return WebhookEvent(kind, data, annotation is not None, _fingerprint(kind, body), lower)


def verify(
    body: bytes | str,
    headers: WebhookHeaders,
    *,
    secret: str | Sequence[str],
    signature: Signature,
    pepper: str | None = None,
    tolerance: float | None = None,
    now: Callable[[], float] = time.time,
) -> None:
    """Check that the delivery is signed with a *secret* and fresh; parameters as for `unwrap`.

    Raises:
        WebhookError: it is not; the message names neither the secret nor the right signature.
    """
    from hmac import compare_digest

    body = _bytes(body)
    stamp, digests = _parts(read_headers(headers), signature)
    secrets = [secret] if isinstance(secret, str) else secret
    keys = [key for one in secrets for key in _keys(one, signature, pepper)]
    expected = [_sign(key, stamp, body).hex().encode() for key in keys]
    # All pairs are compared, so that the time taken does not show which one matched.
    if not sum(compare_digest(want, got.encode(errors="replace")) for want in expected for got in digests):
        raise WebhookError("the webhook's signature does not match: wrong secret or pepper, or the body was changed")
    if tolerance is None:
        return
    moment = epoch_time(stamp)
    if moment is None:
        raise WebhookError("the webhook's timestamp cannot be read")
    if not abs(now() - moment) <= tolerance:
        raise WebhookError(f"the webhook was signed more than {tolerance:g} seconds from now")


def read_headers(headers: WebhookHeaders) -> dict[str, str]:
    """*headers* with names in lower case; the values of repeated ones joined with a comma, unless they are the same.

    Raises:
        WebhookError: they are neither a mapping nor pairs.
    """
    found: dict[str, list[str]] = {}
    try:
        pairs: Iterable[Any] = cast("Any", headers).items() if hasattr(headers, "items") else headers
        for name, value in pairs:
            values: Any = value if is_sequence(value) else [value]
            known = found.setdefault(_header_name(_text(name)), [])
            known += [text for text in map(_text, values) if text not in known]
    except (TypeError, ValueError, AttributeError):
        kind = type(headers).__name__
        raise WebhookError(f"headers: expected a mapping, or pairs of a name and a value, got {kind}") from None
    return {name: ", ".join(values) for name, values in found.items() if name}


def _header_name(name: str) -> str:
    """*name* in lower case, and as it was sent where it is the variable that WSGI or CGI makes of it."""
    is_variable = name.startswith("HTTP_") and name.isupper()
    return name.removeprefix("HTTP_").replace("_", "-").lower() if is_variable else name.lower()


def _text(value: object) -> str:
    """A name or a value; empty for an object that is neither text nor bytes, of which WSGI has some."""
    return value if isinstance(value, str) else bytes(value).decode("latin-1") if is_bytes(value) else ""


def sign(
    body: bytes | str,
    *,
    secret: str,
    signature: Signature,
    pepper: str | None = None,
    event: str = "",
    timestamp: str | None = None,
    hex_key: bool = False,
) -> dict[str, str]:
    """Headers of a delivery that `verify` accepts, for the tests of its receiver.

    Parameters:
        event: the event's type.
        timestamp: ISO 8601 or epoch seconds; now when None.
        hex_key: read a derived key as hex text instead of raw bytes.
    """
    if timestamp is None:
        timestamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    keys = _keys(secret, signature, pepper)
    digest = _sign(keys[-1 if hex_key else 0], timestamp, body).hex()
    signed = {signature.header: f"{signature.timestamp}={timestamp},{signature.digest}={digest}"}
    return signed | ({signature.event_header: event} if event else {})


def _parts(headers: Mapping[str, str], signature: Signature) -> tuple[str, list[str]]:
    """The timestamp and the digests; there are several while a secret is being replaced."""
    found = headers.get(signature.header.lower())
    if found is None:
        raise WebhookError(f"the webhook has no {signature.header} header")
    pairs = [part.strip().partition("=") for part in found.split(",")]
    stamps = [value for name, _, value in pairs if name == signature.timestamp]
    digests = [value.lower() for name, _, value in pairs if name == signature.digest]
    if not stamps or not digests:
        form = f"{signature.timestamp}=…,{signature.digest}=…"
        raise WebhookError(f"the webhook's {signature.header} header is not {form}")
    if len(set(stamps)) > 1:
        raise WebhookError(f"the webhook's {signature.header} header has several timestamps")
    return stamps[0], digests


def _keys(secret: str, signature: Signature, pepper: str | None) -> list[bytes]:
    import hmac

    if not secret:
        raise WebhookError("the webhook's signing secret is empty")
    _, found, rest = secret.partition(signature.separator) if signature.separator else ("", "", "")
    raw = (rest if found else secret).encode()
    pepper = signature.pepper if pepper is None else pepper
    if not pepper:
        return [raw]
    derived = hmac.digest(pepper.encode(), raw, "sha256")
    return [derived, derived.hex().encode()]


def _sign(key: bytes, stamp: str, body: bytes | str) -> bytes:
    import hmac

    return hmac.digest(key, stamp.encode(errors="replace") + b"." + _bytes(body), "sha256")


def _fingerprint(kind: str, body: bytes | str) -> str:
    import hashlib

    return hashlib.sha256(kind.encode(errors="surrogatepass") + b"\0" + _bytes(body)).hexdigest()


def _bytes(body: object) -> bytes:
    """The bytes of a delivery.

    Raises:
        WebhookError: *body* was not received like this, such as JSON that is parsed already.
    """
    if is_bytes(body):
        return bytes(body)
    try:
        if isinstance(body, str):
            return body.encode()
    except UnicodeEncodeError:
        pass
    raise WebhookError(f"body: expected the bytes that were received, not {type(body).__name__}")


def _ignore(misfit: Misfit) -> None:
    """Discard *misfit*."""
