"""Verifies webhook deliveries, decodes their payloads, and signs deliveries for tests.

The signature is HMAC-SHA256 over ``<timestamp>.<body>``. Where the key is itself derived (`Signature.pepper`), vendors
differ in whether its raw bytes or its hex text is the key: both readings are accepted, each compared in constant time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from ..diagnostics.drift import Misfit
from ..errors import WebhookError
from ..facts import Signature

T = TypeVar("T")
Headers = Mapping[str, str]


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
    headers: Headers
    """The delivery's headers, names in lower case."""


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
    headers: Headers,
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
        headers: the request's headers; case does not matter.
        secret: the signing secret as the vendor shows it; several while one replaces another.
        pepper: used instead of the vendor's usual one.
        tolerance: seconds by which the timestamp may differ from now; None for any age.
        events: event type → annotation of its payload.
        report: called with each misfit of the payload.

    Raises:
        WebhookError: not signed with this secret, too old, or not JSON.
    """
    import json

    verify(body, headers, secret=secret, signature=signature, pepper=pepper, tolerance=tolerance, now=now)
    lower = {name.lower(): value for name, value in headers.items()}
    kind = lower.get(signature.event_header.lower(), "")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise WebhookError("the webhook's body is not JSON") from None
    annotation = events.get(kind)
    if annotation is not None:
        data = codec.decode(annotation, data, report or _ignore)
    elif report is not None:
        report(Misfit("unknown_enum", f"header {signature.event_header}", repr(kind[:40])))
    return WebhookEvent(kind, data, annotation is not None, _fingerprint(kind, body), lower)


def verify(
    body: bytes | str,
    headers: Headers,
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

    stamp, digests = _parts(headers, signature)
    secrets = [secret] if isinstance(secret, str) else secret
    keys = [key for one in secrets for key in _keys(one, signature, pepper)]
    expected = [_sign(key, stamp, body).hex().encode() for key in keys]
    # All pairs are compared, so that the time taken does not show which one matched.
    if not sum(compare_digest(want, got.encode(errors="replace")) for want in expected for got in digests):
        raise WebhookError("the webhook's signature does not match: wrong secret or pepper, or the body was changed")
    if tolerance is not None and not abs(now() - _seconds(stamp)) <= tolerance:  # NaN is too old as well
        raise WebhookError(f"the webhook was signed more than {tolerance:g} seconds from now")


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


def _parts(headers: Headers, signature: Signature) -> tuple[str, list[str]]:
    """The timestamp and the digests; there are several while a secret is being replaced."""
    found = [value for name, value in headers.items() if name.lower() == signature.header.lower()]
    if not found:
        raise WebhookError(f"the webhook has no {signature.header} header")
    pairs = [part.strip().partition("=") for part in found[0].split(",")]
    stamps = [value for name, _, value in pairs if name == signature.timestamp]
    digests = [value.lower() for name, _, value in pairs if name == signature.digest]
    if not stamps or not digests:
        form = f"{signature.timestamp}=…,{signature.digest}=…"
        raise WebhookError(f"the webhook's {signature.header} header is not {form}")
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


def _seconds(stamp: str) -> float:
    """Epoch seconds of an ISO timestamp, epoch seconds or epoch milliseconds."""
    from ..codec.scalars import parse_timestamp

    try:
        number = float(stamp)
    except ValueError:
        try:
            return parse_timestamp(stamp).timestamp()
        except ValueError:
            raise WebhookError("the webhook's timestamp cannot be read") from None
    return number / 1000 if number > 1e11 else number


def _fingerprint(kind: str, body: bytes | str) -> str:
    import hashlib

    return hashlib.sha256(kind.encode() + b"\0" + _bytes(body)).hexdigest()


def _bytes(body: bytes | str) -> bytes:
    return body.encode() if isinstance(body, str) else body


def _ignore(misfit: Misfit) -> None:
    """Discard *misfit*."""
