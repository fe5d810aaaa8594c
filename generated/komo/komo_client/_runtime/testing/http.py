"""HTTP/1.1 as a server speaks it: requests read from a socket, answers written to it, faithfully or with a fault."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from .faults import Fault

LONGEST_LINE = 65536
"""Bytes of one header line."""


class Seen(NamedTuple):
    """One request as it arrived."""

    method: str
    path: str
    """As it was sent, still percent-encoded."""
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    operation: str = ""
    """As callers say it; empty for a path that the document does not have."""
    parameters: Mapping[str, str] = {}
    """What the path's placeholders hold."""

    @property
    def json(self) -> Any:
        """The body as a JSON value; None when there is none."""
        return json.loads(self.body) if self.body else None


class Sent(NamedTuple):
    """One answer, before a fault gets at it."""

    status: int
    body: bytes = b""
    media_type: str = "application/json"
    headers: Mapping[str, str] = {}


def receive(stream: BinaryIO, connection: socket.socket) -> Seen | None:
    """The next request; None when the caller has hung up.

    Raises:
        ValueError: it is not HTTP.
    """
    start = stream.readline(LONGEST_LINE).split()
    if not start:
        return None
    if len(start) != 3:
        raise ValueError("not a request line")
    headers: dict[str, str] = {}
    while line := stream.readline(LONGEST_LINE).strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    if headers.get("expect", "").lower() == "100-continue":
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = _chunks(stream) if "chunked" in headers.get("transfer-encoding", "") else _sized(stream, headers)
    target = urlsplit(start[1].decode("latin-1"))
    query = parse_qs(target.query, keep_blank_values=True)
    return Seen(start[0].decode("latin-1"), target.path, query, headers, body)


def _sized(stream: BinaryIO, headers: Mapping[str, str]) -> bytes:
    size = int(headers.get("content-length") or 0)
    body = stream.read(size)
    if len(body) < size:
        raise ValueError("the body ends early")
    return body


def _chunks(stream: BinaryIO) -> bytes:
    parts: list[bytes] = []
    while size := int(stream.readline(LONGEST_LINE).split(b";")[0], 16):
        parts.append(stream.read(size))
        stream.readline(LONGEST_LINE)
    while stream.readline(LONGEST_LINE).strip():  # trailers
        pass
    return b"".join(parts)


def unquoted(segment: str) -> str:
    """One path segment as it was meant."""
    return unquote(segment)


def send(connection: socket.socket, seen: Seen, sent: Sent, fault: Fault, stopped: threading.Event) -> bool:
    """Write *sent*; True when the connection may be used again. Raises OSError when anybody hangs up."""
    try:
        phrase = HTTPStatus(sent.status).phrase
    except ValueError:
        phrase = "Unknown"
    empty = sent.status in (204, 304) or sent.status < 200
    fields = {} if empty else {"content-type": sent.media_type, "content-length": str(len(sent.body))}
    lines = [
        f"HTTP/1.1 {sent.status} {phrase}",
        *(f"{name}: {value}" for name, value in {**fields, **sent.headers}.items()),
    ]
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
    body = b"" if empty or seen.method == "HEAD" else sent.body
    if fault.truncate is not None:
        body = body[: fault.truncate]
    if fault.trickle:
        _trickle(connection, head, fault.pace if fault.trickle == "headers" else 0.0, stopped)
        _trickle(connection, body, fault.pace if fault.trickle == "body" else 0.0, stopped)
    else:
        connection.sendall(head + body)
    return fault.truncate is None and seen.headers.get("connection", "").lower() != "close"


def _trickle(connection: socket.socket, data: bytes, pace: float, stopped: threading.Event) -> None:
    if not pace:
        connection.sendall(data)
        return
    for index in range(len(data)):
        connection.sendall(data[index : index + 1])
        if stopped.wait(pace):
            raise OSError("the server was stopped")
