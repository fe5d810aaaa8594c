"""Attributes of an error about its call: plain values without credentials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

if TYPE_CHECKING:
    from datetime import datetime


class SentRequest(NamedTuple):
    """The request as it was sent, without credentials: no key in the URL, and only headers that are no secrets."""

    method: str
    url: str
    headers: Mapping[str, str] = {}
    body: bytes = b""
    path: str = ""
    """The path below the base URL, as in the document, without the query."""


class Answer(NamedTuple):
    """The response as far as it was received, without cookies or credentials."""

    status_code: int
    headers: Mapping[str, str] = {}
    """Names in lower case; repeated headers joined with a comma."""
    body: bytes = b""


class Attempt(NamedTuple):
    """One attempt: how far it got, how it ended, and the wait after it."""

    number: int
    phase: str
    """``unsent`` (provably nothing was written), ``sent`` (at least partly) or ``answered`` (a status line came)."""
    status: int | None = None
    cause: str = ""
    """The exception of the transport, or why the response was not usable."""
    elapsed: float = 0.0
    """Duration in seconds."""
    wait: float = 0.0
    """Seconds until the next attempt; 0 for the last."""
    request_id: str | None = None
    began: float = 0.0
    """Seconds from the start of the call to the start of this attempt."""


class FieldError(NamedTuple):
    """One offending field of a refused request."""

    field: str
    """Its dotted path: ``body.name``."""
    message: str


class ErrorDetails(TypedDict, total=False):
    """Keyword arguments of `ApiError`; each sets the attribute of the same name."""

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
    partial: bytes
    misfits: tuple[Any, ...]
    value: Any
    run: Any
