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
_WHOLE = frozenset({_RST_STREAM, _SETTINGS, _GOAWAY})
"""Types of frames that are looked at as a whole."""
_WITH_END = frozenset({0, 1})
"""DATA and HEADERS, whose flag ``END_STREAM`` is 1."""
_ROOM = 1 << 17
"""Bytes, more than are cut off a body at once."""
_BETWEEN_REQUESTS = frozenset({_RST_STREAM, _SETTINGS, _PING, _WINDOW_UPDATE})
"""Types of frames that a server may send when all streams have ended, and that leave the connection usable."""


class FrameReader:
    """Cuts received bytes where frames end.

    Parameters:
        on_goaway: called with the id of the last stream that the server has seen, or will see; with the highest that
            there can be, where it allows fewer streams than before: the connection takes no more.
        on_end: called with a stream on which the answer has ended.
        on_reset: whether the reset of a stream after its answer only says that the rest of the request is not wanted.
        beside: the number of requests that may wait for a window besides the one that reads.
    """

    __slots__ = ("_beside", "_granted", "_left", "_on_end", "_on_goaway", "_on_reset", "_streams", "_unsaid")

    def __init__(
        self,
        on_goaway: Callable[[int], None],
        beside: Callable[[], int] = int,
        on_end: Callable[[int], object] = bool,
        on_reset: Callable[[int], bool] = lambda stream: False,  # noqa: ARG005 - nobody uploads
    ) -> None:
        self._on_end = on_end
        self._on_reset = on_reset
        self._granted = 0
        """Bytes that the server takes for all streams together, besides the first 64 KB."""
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
            if self._left or whole > _LONGEST or received[3] not in _WHOLE:
                if not self._left:
                    self._look(received)
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
            if frame[3] == _RST_STREAM:
                stream = _stream(frame)
                return self._room_for(stream) if self._on_reset(stream) else frame
            self._on_goaway(int.from_bytes(frame[_HEAD : _HEAD + 4], "big") & _HIGHEST)
        return b""

    def _look(self, received: bytearray) -> None:
        """Note what the frame says that is about to be handed on."""
        if received[3] in _WITH_END and received[4] & _ACK:
            self._on_end(_stream(received))
        elif received[3] == _WINDOW_UPDATE and not _stream(received) and len(received) >= _HEAD + 4:
            self._granted += int.from_bytes(received[_HEAD : _HEAD + 4], "big")

    def _room_for(self, stream: int) -> bytes:
        """Windows in which the engine sends the rest of a body, which goes nowhere."""
        self._on_goaway(_HIGHEST)  # its windows are not the server's any more
        self._unsaid = self._beside()
        update = _ROOM.to_bytes(4, "big")
        opened = b"\0\0\x04\x08\0" + stream.to_bytes(4, "big") + update
        return opened if self._granted >= _HIGHEST // 2 else opened + b"\0\0\x04\x08\0\0\0\0\0" + update

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


def _stream(frame: bytes | bytearray) -> int:
    """The stream that a frame belongs to."""
    return int.from_bytes(frame[5:_HEAD], "big") & _HIGHEST


def wanted(frames: bytes, unwanted: set[int]) -> bytes:
    """Those of the client's *frames* that are no part of an *unwanted* body."""
    kept, position = bytearray(), 0
    while position < len(frames):
        end = position + _length(frames, position)
        if frames[position + 3] or _stream(frames[position:end]) not in unwanted:
            kept += frames[position:end]
        position = end
    return bytes(kept)


def _length(data: bytes | bytearray, position: int) -> int:
    """Bytes of the frame that begins at *position*."""
    return _HEAD + int.from_bytes(data[position : position + 3], "big")
