# Code generated from specs/komos. DO NOT EDIT.
"""Webhooks: verify and read deliveries, sign them for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .._runtime import Signature, WebhookResource

if TYPE_CHECKING:
    from .._runtime import WebhookEvent, WebhookHeaders
    from ..models import Run, RunLogs

SIGNATURE = Signature("x-komos-signature", "x-komos-event", pepper="komos-webhook-pepper")

EVENTS = {
    "task-run.started": "Run",
    "task-run.completed": "Run",
    "task-run.failed": "Run",
    "task-run.cancelled": "Run",
    "task-run.log": "RunLogs",
}
"""Event → type of its payload."""


class Webhooks(WebhookResource):
    """The vendor's webhook deliveries: verify, read and sign them.

    The page does not say whether the derived key is used as raw bytes or as hex text, so both readings are tried,
    each in constant time.

    Documented: https://docs.komos.ai/api-reference/webhooks/overview
    """

    def unwrap(
        self,
        body: bytes | str,
        headers: WebhookHeaders,
        *,
        secret: str | Sequence[str],
        pepper: str | None = None,
        tolerance: float | None = None,
    ) -> WebhookEvent[Run | RunLogs | dict[str, Any]]:
        """Verify a delivery and read it; the payload of an undocumented event is plain JSON.

        An event may be delivered more than once: see `SeenEvents`.

        - *body*: The request's body exactly as received.
        - *headers*: The request's headers: a mapping, or pairs (of bytes in ASGI), names in any case.
        - *secret*: The signing secret as the vendor shows it, or several while one replaces another.
        - *pepper*: Replaces the vendor's usual one.
        - *tolerance*: Seconds that the timestamp may differ from now; unlimited when not given.

        Raises `WebhookError` when it is not signed with this secret, is too old, or is not JSON.
        """
        return self._unwrap(SIGNATURE, EVENTS, body, headers, secret=secret, pepper=pepper, tolerance=tolerance)

    def verify(
        self,
        body: bytes | str,
        headers: WebhookHeaders,
        *,
        secret: str | Sequence[str],
        pepper: str | None = None,
        tolerance: float | None = None,
    ) -> None:
        """Verify signature and age of a delivery: parameters and `WebhookError` as in `unwrap`."""
        self._verify(SIGNATURE, body, headers, secret=secret, pepper=pepper, tolerance=tolerance)

    def sign(
        self,
        body: bytes | str,
        *,
        secret: str,
        pepper: str | None = None,
        event: str = "",
        timestamp: str | None = None,
    ) -> dict[str, str]:
        """Headers for a delivery that `verify` accepts, for tests.

        - *event*: The event's type.
        - *timestamp*: ISO 8601 or epoch seconds; now when not given.
        """
        return self._sign(SIGNATURE, body, secret=secret, pepper=pepper, event=event, timestamp=timestamp)
