"""What a rendered ``webhooks`` resource inherits: the signature's rules, with the client's models and drift report."""

# Client, resources and receivers are one thing in several modules.
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .facts import Signature
from .features import webhooks

if TYPE_CHECKING:
    from .client import BaseClient


class Receiver:
    """Webhooks of one client; sends nothing, so it serves synchronous and asynchronous code alike."""

    __slots__ = ("_client",)

    def __init__(self, client: BaseClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"

    def _unwrap(
        self,
        signature: Signature,
        events: Mapping[str, str],
        body: bytes | str,
        headers: Mapping[str, str],
        *,
        secret: str | Sequence[str],
        pepper: str | None,
        tolerance: float | None,
    ) -> webhooks.WebhookEvent[Any]:
        core = self._client._core
        return webhooks.unwrap(
            body,
            headers,
            secret=secret,
            signature=signature,
            events=events,
            codec=core.codec,
            pepper=pepper,
            tolerance=tolerance,
            report=core.drift.reporter("webhooks.unwrap"),
            now=core.clockwork.epoch,
        )

    def _verify(
        self,
        signature: Signature,
        body: bytes | str,
        headers: Mapping[str, str],
        *,
        secret: str | Sequence[str],
        pepper: str | None,
        tolerance: float | None,
    ) -> None:
        now = self._client._core.clockwork.epoch
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
