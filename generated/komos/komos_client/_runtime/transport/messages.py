"""Values between decisions and I/O: a request that is ready to be sent, and the result of one attempt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from .body_streams import AsyncBodyStream, BodyStream
    from .uploads import Upload


Phase = Literal["unsent", "sent", "answered"]

SHOWN = frozenset(
    "accept accept-encoding accept-language age allow cache-control content-encoding content-language content-length"
    " content-type date deprecation etag expires host last-modified link location prefer retry-after retry-after-ms"
    " server sunset transfer-encoding user-agent vary via warning".split()
)
"""Headers that may be shown in logs and errors; a list of what is allowed cannot forget a secret."""


def shown(headers: Mapping[str, str], also: frozenset[str] = frozenset()) -> dict[str, str]:
    """The *headers* that may be shown, besides those in *also*."""
    return {
        name: value
        for name, value in headers.items()
        if name in SHOWN
        or name in also
        or name.startswith(("x-ratelimit-", "ratelimit-"))
        or name.endswith("request-id")
    }


def request_id(headers: Mapping[str, str]) -> str | None:
    """The id that the server gave to the request."""
    for name in ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "cf-ray"):
        if name in headers:
            return headers[name]
    return None


class PreparedRequest(NamedTuple):
    """One request, ready to be sent any number of times with the same bytes; credentials are not in it."""

    method: str
    url: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes | Upload
    cross_origin: bool = False
    """Whether it goes to another server than the API's own."""

    @property
    def sendable(self) -> bool:
        """Whether all of its body is still there."""
        return isinstance(self.body, bytes) or self.body.sendable


class AttemptResult(NamedTuple):
    """The result of one attempt."""

    phase: Phase
    status: int = 0
    headers: Mapping[str, str] = {}
    """Names in lower case; repeated headers joined with a comma."""
    body: bytes = b""
    """The part of it that arrived."""
    error: Exception | None = None
    """The exception that ended the attempt, without its traceback: transport frames hold the credential."""
    stream: BodyStream | AsyncBodyStream | None = None
    """The body, where it is still to be read."""

    @property
    def complete(self) -> bool:
        """Whether an answer was read to its end."""
        return self.error is None


class AttemptProgress:
    """Progress of an attempt; it is known also when the attempt is interrupted from outside."""

    __slots__ = ("chunks", "coded", "headers", "phase", "status", "traced")

    def __init__(self) -> None:
        self.phase: Phase = "unsent"
        self.traced = False
        """Whether the transport reports what it does, so that no report of sending proves that nothing was sent."""
        self.status = 0
        self.headers: dict[str, str] = {}
        """Names in lower case."""
        self.chunks: list[bytes] = []
        """The part of the body that arrived."""
        self.coded = ""
        """The content encoding of these chunks."""

    def result(self, error: Exception | None = None) -> AttemptResult:
        """The result so far, its body decompressed; *error* ended the attempt.

        Headers and body are moved out: a traceback may show this object, and an answer may repeat the credential.
        """
        body = b"".join(self.chunks)
        self.chunks.clear()
        headers, self.headers = self.headers, {}
        if self.coded:
            from .content_encoding import decompress

            body, fault = decompress(body, self.coded)
            error = error or fault
        return AttemptResult(self.phase, self.status, headers, body, error)
