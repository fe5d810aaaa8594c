"""Hands the bytes of HTTP/2 to the engine frame by frame, but for the server's word that it goes away.

The engine forgets all that it was given together with a frame that it does not expect: given one frame at a time, it
has taken in what came before. And it takes a GOAWAY for the end of all requests, although the server goes on to answer
those that it has seen (RFC 9113, 6.8).
"""

from __future__ import annotations

from collections.abc import Callable

_HEAD = 9
"""Bytes before the payload of a frame: its length in 3, its type in 1, flags and stream (RFC 9113, 4.1)."""

_RST_STREAM, _SETTINGS, _PING, _GOAWAY, _WINDOW_UPDATE = b"\x03\x04\x06\x07\x08"
_BETWEEN_REQUESTS = frozenset({_RST_STREAM, _SETTINGS, _PING, _WINDOW_UPDATE})
"""Types of frames that a server may send when all streams have ended, and that leave the connection usable."""


class FrameReader:
    """Cuts received bytes where frames end.

    Parameters:
        on_goaway: called with the id of the last stream that the server has seen, or will see.
    """

    __slots__ = ("_left", "_on_goaway")

    def __init__(self, on_goaway: Callable[[int], None]) -> None:
        self._left = 0
        """Bytes of a frame that are still to come, when a part of it was handed on."""
        self._on_goaway = on_goaway

    def next(self, received: bytearray, most: int) -> bytes:
        """The next bytes for the engine, of one frame, removed from what was *received*; empty when more must come."""
        while self._left or len(received) >= _HEAD:
            whole = self._left or _length(received, 0)
            if self._left or received[3] != _GOAWAY:
                data = bytes(received[: min(whole, most)])
                self._left = whole - len(data)
                del received[: len(data)]
                return data
            if len(received) < whole:
                break
            last = int.from_bytes(received[_HEAD : _HEAD + 4], "big") & 0x7FFFFFFF
            del received[:whole]
            self._on_goaway(last)
        return b""

    def leaves_usable(self, received: bytearray) -> bool:
        """Whether what was *received* between two requests is no reason to give the connection up."""
        position = 0
        while not self._left and len(received) - position >= _HEAD and received[position + 3] in _BETWEEN_REQUESTS:
            position += _length(received, position)
        return position == len(received)


def _length(data: bytearray, position: int) -> int:
    """Bytes of the frame that begins at *position*."""
    return _HEAD + int.from_bytes(data[position : position + 3], "big")
