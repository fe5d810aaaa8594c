# Code generated from specs/komos. DO NOT EDIT.
"""Webhooks: prove that a delivery is genuine and read it; sign one for a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .._runtime import Signature, WebhookResource

if TYPE_CHECKING:
    from .._runtime import WebhookEvent
    from ..models import Run, RunLogs

SIGNATURE = Signature("x-komos-signature", "x-komos-event", pepper="komos-webhook-pepper")

EVENTS = {
    "task-run.started": "Run",
    "task-run.completed": "Run",
    "task-run.failed": "Run",
    "task-run.cancelled": "Run",
    "task-run.log": "RunLogs",
}
"""Event → what its payload is."""


class Webhooks(WebhookResource):
    """Deliveries that the vendor sends: verify them, read them.

    The page does not say whether the derived key is used as raw bytes or as hex text, so both readings are tried,
    each in constant time.

    Documented: https://docs.komos.ai/api-reference/webhooks/overview
    """

    def unwrap(
        self,
        body: bytes | str,
        headers: Mapping[str, str],
        *,
        secret: str | Sequence[str],
        pepper: str | None = None,
        tolerance: float | None = None,
    ) -> WebhookEvent[Run | RunLogs | dict[str, Any]]:
        """Verify a delivery and read it; an event that nobody documented keeps its payload as plain JSON.

        The same event may come more than once: `SeenEvents.first(event)` tells.

        - *body*: The request's body exactly as received.
        - *headers*: The request's headers, in any case.
        - *secret*: The signing secret as the vendor shows it; several while one replaces another.
        - *pepper*: In place of the vendor's usual one.
        - *tolerance*: Seconds that the timestamp may be away from now; any age when not given.

        Raises `WebhookError` when it is not signed with this secret, too old, or not JSON.
        """
        return self._unwrap(SIGNATURE, EVENTS, body, headers, secret=secret, pepper=pepper, tolerance=tolerance)

    def verify(
        self,
        body: bytes | str,
        headers: Mapping[str, str],
        *,
        secret: str | Sequence[str],
        pepper: str | None = None,
        tolerance: float | None = None,
    ) -> None:
        """Return when the delivery is signed with *secret* and fresh; parameters as `unwrap`, `WebhookError` if not."""
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
        """Headers for a delivery that `verify` accepts, for the tests of whoever receives them.

        - *event*: The event's type.
        - *timestamp*: ISO 8601 or epoch seconds; now when not given.
        """
        return self._sign(SIGNATURE, body, secret=secret, pepper=pepper, event=event, timestamp=timestamp)
