"""Decodes the Content-Encoding of an answer; of a damaged body it returns the part before the damage."""

from __future__ import annotations

import zlib

WINDOWS = {
    "gzip": (zlib.MAX_WBITS | 16,),
    "x-gzip": (zlib.MAX_WBITS | 16,),
    "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),
}
"""zlib's window sizes for each encoding; some servers send ``deflate`` without the zlib header."""


class DecodingError(ValueError):
    """The body is not encoded as its Content-Encoding says."""


def decompress(body: bytes, encoding: str) -> tuple[bytes, DecodingError | None]:
    """*body* decoded, and what is wrong with it; a body that merely ends early is not an error."""
    fault: zlib.error | None = None
    for window in WINDOWS[encoding]:
        text, fault = _inflate(body, window, len(body) or 1)
        if fault is None:
            return text, None
    decoded = (_inflate(body, window, 1)[0] for window in WINDOWS[encoding])
    return next(filter(None, decoded), body), DecodingError(f"{encoding} that cannot be decoded: {fault}")


def _inflate(body: bytes, window: int, step: int) -> tuple[bytes, zlib.error | None]:
    """*body* decoded *step* bytes at a time; of the step with the damage, zlib returns nothing."""
    stream, parts = zlib.decompressobj(window), list[bytes]()
    try:
        parts += (stream.decompress(body[start : start + step]) for start in range(0, len(body), step))
    except zlib.error as fault:
        return b"".join(parts), fault
    return b"".join(parts), None
