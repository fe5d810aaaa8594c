"""Undoes the compression of an answer as far as it goes: what stands before a fault is not lost with the rest."""

from __future__ import annotations

import zlib

WINDOWS = {
    "gzip": (zlib.MAX_WBITS | 16,),
    "x-gzip": (zlib.MAX_WBITS | 16,),
    "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),
}
"""How zlib is told of each encoding; some servers send ``deflate`` without its header."""


class Damaged(ValueError):
    """The answer does not hold what its ``Content-Encoding`` says."""


def decompressed(body: bytes, encoding: str) -> tuple[bytes, Damaged | None]:
    """*body* in the clear, and what is wrong with it; one that merely ends early is given as far as it came."""
    fault: zlib.error | None = None
    for window in WINDOWS[encoding]:
        text, fault = _inflated(body, window, len(body) or 1)
        if fault is None:
            return text, None
    pieces = (_inflated(body, window, 1)[0] for window in WINDOWS[encoding])
    return next(filter(None, pieces), body), Damaged(f"{encoding} that cannot be undone: {fault}")


def _inflated(body: bytes, window: int, step: int) -> tuple[bytes, zlib.error | None]:
    """What *body* holds, read *step* bytes at a time: of the step that holds a fault, zlib gives nothing."""
    stream, parts = zlib.decompressobj(window), list[bytes]()
    try:
        parts += (stream.decompress(body[start : start + step]) for start in range(0, len(body), step))
    except zlib.error as fault:
        return b"".join(parts), fault
    return b"".join(parts), None
