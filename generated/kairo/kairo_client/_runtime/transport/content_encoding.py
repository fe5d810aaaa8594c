"""Decodes the Content-Encoding of an answer, piece by piece; a damaged body gives the part before the damage."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any, Protocol

PIECE = 1 << 20
"""Bytes that are decoded at once, so that whoever reads looks at the clock between two pieces."""

MOST_ENCODINGS = 5
"""Encodings that are undone one after another; no server has a use for more."""

STEP = 256
"""Encoded bytes that are decoded at once where the decoder cannot bound what it returns."""


class DecodingError(ValueError):
    """The body is not encoded as its Content-Encoding says, or ends early.

    Parameters:
        undecoded: the bytes with the damage; they may not be encoded at all.
    """

    def __init__(self, reason: str, undecoded: bytes = b"") -> None:
        super().__init__(reason)
        self.undecoded = undecoded


class BodyTooLarge(ValueError):
    """A body is larger than the caller wants to read."""


class ContentDecoder(Protocol):
    """Undoes one encoding."""

    def decode(self, data: bytes) -> Iterator[bytes]:
        """The pieces that *data* completes; raises `DecodingError` after those before the damage."""
        ...

    def finish(self) -> None:
        """Raise `DecodingError` unless the body has ended where its encoding says."""
        ...


def content_decoder(encoding: str) -> ContentDecoder | None:
    """A decoder for a Content-Encoding header; None for a body that is not encoded."""
    names = [name for part in encoding.split(",") if (name := part.strip().lower()) not in ("", "identity")]
    if not names:
        return None
    if len(names) > MOST_ENCODINGS:
        return _Unknown(encoding)
    chain = _DECODERS.get(names[-1], _Unknown)(names[-1])
    for name in reversed(names[:-1]):  # the encoding that was applied last is undone first
        chain = _Chain(chain, _DECODERS.get(name, _Unknown)(name))
    return chain


class _Chain:
    def __init__(self, outer: ContentDecoder, inner: ContentDecoder) -> None:
        self._outer = outer
        self._inner = inner

    def decode(self, data: bytes) -> Iterator[bytes]:
        for piece in self._outer.decode(data):
            yield from self._inner.decode(piece)

    def finish(self) -> None:
        self._outer.finish()
        self._inner.finish()


class _Unknown:
    """Refuses a body, whose bytes would otherwise be taken for the decoded ones."""

    def __init__(self, name: str) -> None:
        self._name = name

    def decode(self, data: bytes) -> Iterator[bytes]:
        if data:
            raise DecodingError(f"content encoding {self._name[:40]!r} cannot be decoded here", data)
        yield data

    def finish(self) -> None:
        pass


class _Zlib:
    """gzip and deflate."""

    _new: Callable[[], Any]
    _more: Callable[[], Any] | None = None
    """Makes the decoder of a further member; None where one body is one member."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._stream: Any = None

    def decode(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._stream is None:
                self._stream = self._begin(data)
            elif self._stream.eof:
                data = self._next_member(data)
                continue
            saved = self._stream.copy()
            try:
                piece = self._stream.decompress(data, PIECE)
            except zlib.error as fault:
                yield from self._until_damage(saved, data)
                raise DecodingError(f"{self._name} that cannot be decoded: {fault}", data) from None
            if piece:
                yield piece
            data = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail

    def _begin(self, data: bytes) -> Any:
        raise NotImplementedError

    def _next_member(self, data: bytes) -> bytes:
        raise DecodingError(f"{len(data)} bytes beyond the end of the {self._name} body")

    @staticmethod
    def _until_damage(stream: Any, data: bytes) -> Iterator[bytes]:
        """One byte at a time, because zlib returns nothing of a step with damage."""
        pieces: list[bytes] = []
        size = 0
        for position in range(len(data)):
            try:
                piece = stream.decompress(data[position : position + 1])
            except zlib.error:
                break
            pieces.append(piece)
            size += len(piece)
            if size >= PIECE:
                yield b"".join(pieces)
                pieces, size = [], 0
        if size:
            yield b"".join(pieces)

    def finish(self) -> None:
        if self._stream is not None and not self._stream.eof:
            raise DecodingError(f"{self._name} that ends early")


class _Gzip(_Zlib):
    """Members are one body (RFC 1952, 2.2); zeros may fill the last block."""

    def _begin(self, data: bytes) -> Any:  # noqa: ARG002 - deflate's has to look
        return zlib.decompressobj(zlib.MAX_WBITS | 16)

    def _next_member(self, data: bytes) -> bytes:
        data = data.lstrip(b"\0")
        if data:
            self._stream = self._begin(data)
        return data


class _Deflate(_Zlib):
    """Some servers send it without the zlib header, whose first two bytes are a multiple of 31."""

    def _begin(self, data: bytes) -> Any:
        wrapped = data[0] & 0x0F == zlib.DEFLATED and (len(data) < 2 or int.from_bytes(data[:2], "big") % 31 == 0)
        return zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)


class _Brotli:
    def __init__(self, name: str) -> None:
        self._name = name
        self._module = _installed("brotli", "brotlicffi") or _missing(name, "brotli")
        self._stream = self._module.Decompressor()
        self._begun = False
        process = getattr(self._stream, "process", None) or self._stream.decompress
        self._bounded = hasattr(self._stream, "can_accept_more_data")
        """Whether its module, from brotli 1.2 on, can bound what one call returns."""
        self._process: Callable[[bytes], bytes] = (
            partial(process, output_buffer_limit=PIECE) if self._bounded else process
        )

    def decode(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), STEP):
            self._begun = True
            if self._stream.is_finished():
                raise DecodingError(f"bytes beyond the end of the {self._name} body")
            rest, more = data[start : start + STEP], True
            while more:
                try:
                    piece = self._process(rest)
                except self._module.error as fault:
                    raise DecodingError(f"{self._name} that cannot be decoded: {fault}") from None
                if piece:
                    yield piece
                rest, more = b"", self._bounded and not self._stream.can_accept_more_data()

    def finish(self) -> None:
        if self._begun and not self._stream.is_finished():
            raise DecodingError(f"{self._name} that ends early")


class _Zstandard:
    """Frames are one body (RFC 8878, 3)."""

    def __init__(self, name: str) -> None:
        self._name = name
        module = _installed("compression.zstd", "backports.zstd", "zstandard") or _missing(name, "zstandard")
        self._fault: type[Exception] = getattr(module, "ZstdError", Exception)
        self._new: Callable[[], Any] = (
            module.ZstdDecompressor().decompressobj if module.__name__ == "zstandard" else module.ZstdDecompressor
        )
        self._stream: Any = None

    def decode(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), STEP):
            rest = data[start : start + STEP]
            while rest:
                if self._stream is None or self._stream.eof:
                    self._stream = self._new()
                try:
                    piece = self._stream.decompress(rest)
                except self._fault as fault:
                    raise DecodingError(f"{self._name} that cannot be decoded: {fault}") from None
                if piece:
                    yield piece
                rest = self._stream.unused_data if self._stream.eof else b""

    def finish(self) -> None:
        if self._stream is not None and not self._stream.eof:
            raise DecodingError(f"{self._name} that ends early")


def _installed(*names: str) -> Any:
    """The first module of *names* that is installed."""
    for name in names:
        try:
            return import_module(name)
        except ImportError:
            continue
    return None


def _missing(encoding: str, distribution: str) -> Any:
    raise DecodingError(f"content encoding {encoding!r} cannot be decoded here; install {distribution}")


_DECODERS: dict[str, Callable[[str], ContentDecoder]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstandard,
}
