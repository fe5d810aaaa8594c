"""What the pipeline asks its driver to do, and what it is told in return: plain values between decisions and I/O."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from ..auth.credentials import Signer
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
    """The server's name for one attempt."""
    for name in ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "cf-ray"):
        if name in headers:
            return headers[name]
    return None


class PreparedRequest(NamedTuple):
    """One request, ready to be sent any number of times with the same bytes; the credential is not in it."""

    method: str
    url: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes | Upload
    signers: tuple[Signer, ...] = ()
    """What puts the credentials on it at the moment of sending; none: it is sent without."""
    foreign: bool = False
    """It goes to another server than the API's own."""

    @property
    def sendable(self) -> bool:
        """Nothing of its body is gone."""
        return isinstance(self.body, bytes) or self.body.sendable


class AttemptResult(NamedTuple):
    """What became of one attempt."""

    phase: Phase
    status: int = 0
    headers: Mapping[str, str] = {}
    """Names in lower case; repeated headers joined with a comma."""
    body: bytes = b""
    """As much of it as arrived."""
    error: Exception | None = None
    """What broke the attempt off, without its traceback: transport frames hold the credential."""

    flow: BodyStream | AsyncBodyStream | None = None
    """Its body is still to come from here."""

    @property
    def complete(self) -> bool:
        """True when an answer was read to its end."""
        return self.error is None


class AttemptProgress:
    """How far an attempt has come, also when it is broken off from outside."""

    __slots__ = ("chunks", "coded", "headers", "phase", "status", "traced")

    def __init__(self) -> None:
        self.phase: Phase = "unsent"
        self.traced = False
        """The transport reports what it does, so that silence about sending proves that nothing was sent."""
        self.status = 0
        self.headers: dict[str, str] = {}
        """Names in lower case."""
        self.chunks: list[bytes] = []
        """The body, as much of it as arrived."""
        self.coded = ""
        """The content encoding that these are still in."""

    def heard(self, error: Exception | None = None) -> AttemptResult:
        """What has been read so far, in the clear; *error* broke it off. It is handed over: a traceback shows a trail,
        and what was read may hold the credential."""
        body = b"".join(self.chunks)
        self.chunks.clear()
        headers, self.headers = self.headers, {}
        if self.coded:
            from .content_encoding import decompressed

            body, fault = decompressed(body, self.coded)
            error = error or fault
        return AttemptResult(self.phase, self.status, headers, body, error)
