"""Hands the bytes of HTTP/2 to the engine frame by frame, but for what the engine would misunderstand.

The engine forgets all that it was given together with a frame that it does not expect: given one frame at a time, it
has taken in what came before. It takes a GOAWAY for the end of all requests, although the server goes on to answer
those that it has seen (RFC 9113, 6.8). It takes a server that names no number of streams for one that allows one
(6.5.2). Where a number is lowered, it waits for streams to end, with the lock that whoever reads must have. And who
waits for a window reads on, although another has read that it is open: frames that say nothing let all look again.
"""

from __future__ import annotations

from collections.abc import Callable

_HEAD = 9
"""Bytes before the payload of a frame: its length in 3, its type in 1, flags and stream (RFC 9113, 4.1)."""

_RST_STREAM, _SETTINGS, _PING, _GOAWAY, _WINDOW_UPDATE = b"\x03\x04\x06\x07\x08"
_ACK = 1
_STREAMS = b"\0\x03"
"""The setting MAX_CONCURRENT_STREAMS."""
_MANY = 100
"""Streams that the engine uses at most."""
_HIGHEST = 2**31 - 1
_NOTHING = b"\0\0\0\xff\0\0\0\0\0"
"""A frame of a type that is not known, which is ignored (RFC 9113, 5.5)."""
_LONGEST = _HEAD + (1 << 14)
"""Bytes of a frame; the engine allows servers no more, and refuses a longer one."""
_BETWEEN_REQUESTS = frozenset({_RST_STREAM, _SETTINGS, _PING, _WINDOW_UPDATE})
"""Types of frames that a server may send when all streams have ended, and that leave the connection usable."""


class FrameReader:
    """Cuts received bytes where frames end.

    Parameters:
        on_goaway: called with the id of the last stream that the server has seen, or will see; with the highest that
            there can be, where it allows fewer streams than before: the connection takes no more.
        beside: the number of requests that may wait for a window besides the one that reads.
    """

    __slots__ = ("_beside", "_left", "_on_goaway", "_streams", "_unsaid")

    def __init__(self, on_goaway: Callable[[int], None], beside: Callable[[], int] = int) -> None:
        self._beside = beside
        self._unsaid = 0
        """Frames that say nothing and are still to be handed on."""
        self._left = 0
        """Bytes of a frame that are still to come, when a part of it was handed on."""
        self._on_goaway = on_goaway
        self._streams = 0
        """The number of streams that the engine knows; 0 before it was told."""

    def next(self, received: bytearray, most: int) -> bytes:
        """The next bytes for the engine, of one frame, removed from what was *received*; empty when more must come."""
        if self._unsaid and not self._left:
            self._unsaid -= 1
            return _NOTHING
        while self._left or len(received) >= _HEAD:
            whole = self._left or _length(received, 0)
            if self._left or whole > _LONGEST or received[3] not in (_GOAWAY, _SETTINGS):
                if not self._left and received[3] == _WINDOW_UPDATE:
                    self._unsaid = self._beside()
                data = bytes(received[: min(whole, most)])
                self._left = whole - len(data)
                del received[: len(data)]
                return data
            if len(received) < whole:
                break
            frame = bytes(received[:whole])
            del received[:whole]
            if frame[3] == _SETTINGS:
                self._unsaid = self._beside()
                return self._settings(frame)
            self._on_goaway(int.from_bytes(frame[_HEAD : _HEAD + 4], "big") & _HIGHEST)
        return b""

    def _settings(self, frame: bytes) -> bytes:
        """*frame*, with a number of streams that is not lower than before."""
        pairs = [frame[start : start + 6] for start in range(_HEAD, len(frame), 6)]
        if frame[4] & _ACK or any(len(pair) < 6 for pair in pairs):
            return frame
        numbers = [int.from_bytes(pair[2:], "big") for pair in pairs if pair[:2] == _STREAMS]
        number = min(numbers[-1], _MANY) if numbers else self._streams or _MANY
        if number < max(self._streams, 1):
            self._on_goaway(_HIGHEST)
        self._streams = max(number, self._streams, 1)
        payload = b"".join(pair for pair in pairs if pair[:2] != _STREAMS)
        payload += _STREAMS + self._streams.to_bytes(4, "big")
        return len(payload).to_bytes(3, "big") + frame[3:_HEAD] + payload

    def leaves_usable(self, received: bytearray) -> bool:
        """Whether what was *received* between two requests is no reason to give the connection up."""
        position = 0
        while not self._left and len(received) - position >= _HEAD and received[position + 3] in _BETWEEN_REQUESTS:
            position += _length(received, position)
        return position == len(received)


def _length(data: bytearray, position: int) -> int:
    """Bytes of the frame that begins at *position*."""
    return _HEAD + int.from_bytes(data[position : position + 3], "big")
