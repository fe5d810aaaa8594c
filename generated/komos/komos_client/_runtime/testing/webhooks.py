"""Signed webhook deliveries, as the vendor would send them, for tests of webhook receivers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..facts import Signature
from ..features.webhooks import sign


class Delivery(NamedTuple):
    """One signed delivery."""

    body: bytes
    headers: Mapping[str, str]

    def send(self, url: str, *, timeout: float = 5.0) -> int:
        """POST it to *url*, an ``http://`` address of your own; returns the status of the response."""
        target = urlsplit(url)
        connection = HTTPConnection(target.netloc, timeout=timeout)
        try:
            path = (target.path or "/") + (f"?{target.query}" if target.query else "")
            connection.request("POST", path, self.body, dict(self.headers))
            return connection.getresponse().status
        finally:
            connection.close()


def signed_delivery(
    signature: Signature, event: str, data: Any, *, secret: str, pepper: str | None, timestamp: str | None
) -> Delivery:
    """A delivery of *event* whose payload is *data*, JSON or a model."""
    value = data.to_dict() if hasattr(data, "to_dict") else data
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    signed = sign(body, secret=secret, signature=signature, pepper=pepper, event=event, timestamp=timestamp)
    return Delivery(body, {"content-type": "application/json", **signed})
