"""A response with its headers and attempts: what `with_raw_response` and `request` return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, NamedTuple, TypeVar

from .error_details import Attempt

T = TypeVar("T")


class Response(NamedTuple, Generic[T]):
    """A successful response."""

    value: T
    """The result of the method without ``with_raw_response``."""
    status_code: int
    headers: Mapping[str, str]
    """Names in lower case; repeated headers joined with a comma."""
    body: bytes
    """The body as received, decompressed."""
    request_id: str | None
    """The server's id of the last attempt."""
    attempts: tuple[Attempt, ...]
    """All attempts; the last one succeeded."""
    elapsed: float
    """Seconds from the call to the response, including waits."""
    replayed: bool = False
    """Whether the server recognised the idempotency key and returned the result of an earlier request."""
    idempotency_key: str | None = None
