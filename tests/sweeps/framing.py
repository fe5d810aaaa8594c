"""Answers as bytes of HTTP/1.1, and what of their body can be read when only the beginning came."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from typing import Literal

Framing = Literal["length", "chunked", "gzip", "gzip chunked"]


def framed(
    body: bytes, framing: Framing = "length", status: int = 200, headers: Sequence[str] = (), *, announced: int = 0
) -> bytes:
    """An answer as it goes over the wire; Content-Length may be wrong by so many bytes as are *announced* too many."""
    lines = [f"HTTP/1.1 {status} X", "content-type: application/json", "x-api-version: 1", *headers]
    if "gzip" in framing:
        body = gzip.compress(body, mtime=0)
        lines.append("content-encoding: gzip")
    if "chunked" in framing:
        lines.append("transfer-encoding: chunked")
        pieces = [body[start : start + 13] for start in range(0, len(body), 13)]
        body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    else:
        lines.append(f"content-length: {len(body) + announced}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def readable(sent: bytes) -> bytes:
    """What of the body can be read when these bytes of an answer have come."""
    head, _, body = sent.partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" in head:
        rest, body = body, b""
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            length = int(size, 16) if size.strip() else 0
            body, rest = body + rest[:length], rest[length + 2 :]
    return decoded(body, "gzip" if b"content-encoding: gzip" in head else "length")


def decoded(body: bytes, framing: Framing) -> bytes:
    """The beginning of a body, without its compression."""
    return zlib.decompressobj(31).decompress(body) if "gzip" in framing else body
