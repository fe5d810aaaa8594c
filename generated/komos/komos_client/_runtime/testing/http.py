"""HTTP/1.1 of the fake server: requests read from a socket, responses written to it, with or without a fault."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import parse_qs, urlsplit

from .faults import Fault

MAX_LINE_LENGTH = 65536
"""Bytes of one header line."""


class Seen(NamedTuple):
    """One request as the fake server received it."""

    method: str
    path: str
    """As it was sent, percent-encoded."""
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    operation: str = ""
    """Name of the operation, such as ``tasks.list``; empty for a path that the document does not have."""
    parameters: Mapping[str, str] = {}
    """Placeholder of the path → its value."""

    @property
    def json(self) -> Any:
        """The body as a JSON value; None when it is empty."""
        return json.loads(self.body) if self.body else None


class ServerResponse(NamedTuple):
    """One response of the fake server, before a fault is applied to it."""

    status: int
    body: bytes = b""
    media_type: str = "application/json"
    headers: Mapping[str, str] = {}


def read_request(stream: BinaryIO, connection: socket.socket) -> Seen | None:
    """Read the next request; None when the client has closed the connection.

    Raises:
        ValueError: it is not HTTP.
    """
    start = stream.readline(MAX_LINE_LENGTH).split()
    if not start:
        return None
    if len(start) != 3:
        raise ValueError("not a request line")
    headers: dict[str, str] = {}
    while line := stream.readline(MAX_LINE_LENGTH).strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    if headers.get("expect", "").lower() == "100-continue":
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    is_chunked = "chunked" in headers.get("transfer-encoding", "")
    body = _read_chunked(stream) if is_chunked else _read_sized(stream, headers)
    target = urlsplit(start[1].decode("latin-1"))
    query = parse_qs(target.query, keep_blank_values=True)
    return Seen(start[0].decode("latin-1"), target.path, query, headers, body)


def _read_sized(stream: BinaryIO, headers: Mapping[str, str]) -> bytes:
    size = int(headers.get("content-length") or 0)
    body = stream.read(size)
    if len(body) < size:
        raise ValueError("the body is shorter than its content-length")
    return body


def _read_chunked(stream: BinaryIO) -> bytes:
    chunks: list[bytes] = []
    while size := int(stream.readline(MAX_LINE_LENGTH).split(b";")[0], 16):
        chunks.append(stream.read(size))
        stream.readline(MAX_LINE_LENGTH)
    while stream.readline(MAX_LINE_LENGTH).strip():  # trailers
        pass
    return b"".join(chunks)


def write_response(
    connection: socket.socket, request: Seen, response: ServerResponse, fault: Fault, stopped: threading.Event
) -> bool:
    """Write *response* as *fault* says; returns whether the connection may be reused.

    Raises:
        OSError: the client has closed the connection, or the server was stopped.
    """
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = "Unknown"
    no_content = response.status in (204, 304) or response.status < 200
    size = str(len(response.body))
    fields = {} if no_content else {"content-type": response.media_type, "content-length": size}
    lines = [
        f"HTTP/1.1 {response.status} {phrase}",
        *(f"{name}: {value}" for name, value in {**fields, **response.headers}.items()),
    ]
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
    body = b"" if no_content or request.method == "HEAD" else response.body
    if fault.truncate is not None:
        body = body[: fault.truncate]
    if fault.trickle:
        _trickle(connection, head, fault.pace if fault.trickle == "headers" else 0.0, stopped)
        _trickle(connection, body, fault.pace if fault.trickle == "body" else 0.0, stopped)
    else:
        connection.sendall(head + body)
    return fault.truncate is None and request.headers.get("connection", "").lower() != "close"


def _trickle(connection: socket.socket, data: bytes, pace: float, stopped: threading.Event) -> None:
    """Send *data* byte by byte, with *pace* seconds after each; 0: all at once."""
    if not pace:
        connection.sendall(data)
        return
    for index in range(len(data)):
        connection.sendall(data[index : index + 1])
        if stopped.wait(pace):
            raise OSError("the server was stopped")
