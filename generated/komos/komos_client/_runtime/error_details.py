"""What an error knows of its call: plain values, none of which carries a credential."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

if TYPE_CHECKING:
    from datetime import datetime


class SentRequest(NamedTuple):
    """What was sent, without the credential: the URL carries no key and only harmless headers are kept."""

    method: str
    url: str
    headers: Mapping[str, str] = {}
    body: bytes = b""
    path: str = ""
    """What of the URL the document knows: below the base URL, without the query."""


class Answer(NamedTuple):
    """What came back, read to its end (or to where it broke off), without cookies or credentials."""

    status_code: int
    headers: Mapping[str, str] = {}
    """Names in lower case; repeated headers joined with a comma."""
    body: bytes = b""


class Attempt(NamedTuple):
    """One try: how far it came, what ended it, and how long was waited afterwards."""

    number: int
    phase: str
    """``unsent`` (provably nothing written), ``sent`` (at least begun) or ``answered`` (a status line was read)."""
    status: int | None = None
    cause: str = ""
    """The transport's exception, or why an answer was not usable."""
    elapsed: float = 0.0
    """Seconds this attempt took."""
    wait: float = 0.0
    """Seconds until the next attempt; 0 for the last one."""
    request_id: str | None = None
    began: float = 0.0
    """Seconds from the beginning of the call to that of this attempt."""


class FieldError(NamedTuple):
    """One offending field of a refused request."""

    field: str
    """Its place, dotted: ``body.name``."""
    message: str


class ErrorDetails(TypedDict, total=False):
    """What an `ApiError` can be told about its call; each key is the attribute of that name."""

    operation: str
    request: SentRequest | None
    response: Answer | None
    request_id: str | None
    attempts: tuple[Attempt, ...]
    idempotency_key: str | None
    elapsed: float
    called_at: datetime | None
    maybe_executed: bool
    retry_at: datetime | None
    status_code: int
    code: str
    errors: tuple[FieldError, ...]
    body: Any
    salvaged: str | None
    misfits: tuple[Any, ...]
    value: Any
    run: Any
