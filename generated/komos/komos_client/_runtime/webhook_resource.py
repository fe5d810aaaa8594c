"""Base class of a rendered ``webhooks`` resource: verifies with the API's signature, decodes with its models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .facts import Signature
from .features import webhooks

if TYPE_CHECKING:
    from .pipeline.context import AnySession


class WebhookResource:
    """Webhooks of one client; sends nothing, so it serves synchronous and asynchronous code alike."""

    def __init__(self, session: AnySession) -> None:
        self._session = session

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._session!r}>"

    def _unwrap(
        self,
        signature: Signature,
        events: Mapping[str, str],
        body: bytes | str,
        headers: webhooks.WebhookHeaders,
        *,
        secret: str | Sequence[str],
        pepper: str | None,
        tolerance: float | None,
    ) -> webhooks.WebhookEvent[Any]:
        shared = self._session.shared
        return webhooks.unwrap(
            body,
            headers,
            secret=secret,
            signature=signature,
            events=events,
            codec=shared.codec,
            pepper=pepper,
            tolerance=tolerance,
            report=shared.drift.reporter("webhooks.unwrap"),
            now=shared.clock.epoch,
        )

    def _verify(
        self,
        signature: Signature,
        body: bytes | str,
        headers: webhooks.WebhookHeaders,
        *,
        secret: str | Sequence[str],
        pepper: str | None,
        tolerance: float | None,
    ) -> None:
        now = self._session.shared.clock.epoch
        webhooks.verify(body, headers, secret=secret, signature=signature, pepper=pepper, tolerance=tolerance, now=now)

    def _sign(
        self,
        signature: Signature,
        body: bytes | str,
        *,
        secret: str,
        pepper: str | None,
        event: str,
        timestamp: str | None,
    ) -> dict[str, str]:
        return webhooks.sign(body, secret=secret, signature=signature, pepper=pepper, event=event, timestamp=timestamp)
