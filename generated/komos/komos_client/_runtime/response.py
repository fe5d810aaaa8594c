"""An answer with everything around it: what `with_raw_response` and `request` return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, NamedTuple, TypeVar

from .error_details import Attempt

T = TypeVar("T")


class Response(NamedTuple, Generic[T]):
    """A successful answer."""

    value: T
    """What the method without ``with_raw_response`` returns."""
    status_code: int
    headers: Mapping[str, str]
    """Names in lower case; repeated headers joined with a comma."""
    body: bytes
    """As it came, decompressed."""
    request_id: str | None
    """The server's name for the last attempt."""
    attempts: tuple[Attempt, ...]
    """Every attempt, the successful one last."""
    elapsed: float
    """Seconds from the call to the answer, waits included."""
    replayed: bool = False
    """The server knew the idempotency key: this is what an earlier request made."""
    idempotency_key: str | None = None
