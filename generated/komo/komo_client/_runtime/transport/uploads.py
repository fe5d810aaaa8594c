"""Bodies that are sent while they are read: files, pipes and iterators are never in memory as a whole.

What can be read again from where it stood is sent again as any body is; what cannot is sent once, and no attempt
follows one that has begun to read it.
"""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeAlias, TypeGuard

from ..errors import ConfigurationError
from ..util.typeguards import is_array, is_bytes, is_iterable, is_path, is_tuple

if TYPE_CHECKING:
    from os import PathLike


# Quoted, so that naming a type imports nothing.
BodyContent: TypeAlias = "bytes | PathLike[str] | IO[bytes] | Iterable[bytes] | AsyncIterable[bytes]"
"""What a body of bytes may be: in memory, a path, an open file, or pieces as they are made."""
PartContent: TypeAlias = "BodyContent | tuple[str, BodyContent] | tuple[str, BodyContent, str]"
"""What a file in a form may be; beside it its name, and its media type."""

SMALL = 1 << 20
"""Bytes; a file that is known to be no larger is read at once, so that every attempt sends the same."""

PIECE = 1 << 16
"""Bytes that are read at once."""


class _Source(Protocol):
    """Something to be read piece by piece."""

    @property
    def length(self) -> int | None:
        """Bytes; None when nobody knows."""
        ...

    @property
    def again(self) -> bool:
        """It can be read as often as need be."""
        ...

    def pieces(self) -> Iterator[bytes]:
        """Read it from its beginning."""
        ...

    def pieces_async(self) -> AsyncIterator[bytes]:
        """The same without holding up the event loop."""
        ...


class _FromFile:
    """A file, by its path or open."""

    def __init__(self, file: Path | IO[bytes]) -> None:
        self._file = file
        self._start = 0
        self.again = True
        self.length: int | None = None
        if isinstance(file, Path):
            self.length = file.stat().st_size if file.is_file() else None
            self.again = self.length is not None
            return
        try:
            self._start = file.tell()
            self.length = file.seek(0, os.SEEK_END) - self._start
            file.seek(self._start)
        except (OSError, AttributeError, ValueError):
            self.again = False

    def pieces(self) -> Iterator[bytes]:
        if isinstance(self._file, Path):
            with self._file.open("rb") as file:
                yield from iter(lambda: file.read(PIECE), b"")
            return
        self._rewind()
        yield from iter(lambda: _bytes(self._read()), b"")

    async def pieces_async(self) -> AsyncIterator[bytes]:
        from asyncio import to_thread

        pieces = self.pieces()
        while piece := await to_thread(next, pieces, b""):
            yield piece

    def _rewind(self) -> None:
        if self.again and not isinstance(self._file, Path):
            self._file.seek(self._start)

    def _read(self) -> bytes | str:
        assert not isinstance(self._file, Path)
        return self._file.read(PIECE)


class _FromIterable:
    """Pieces that somebody makes, once."""

    again = False
    length = None

    def __init__(self, pieces: Iterable[Any] | AsyncIterable[Any]) -> None:
        self._pieces = pieces

    def pieces(self) -> Iterator[bytes]:
        if not isinstance(self._pieces, Iterable):
            raise ConfigurationError("body: an async iterator needs the async client")
        yield from map(_bytes, self._pieces)

    async def pieces_async(self) -> AsyncIterator[bytes]:
        if isinstance(self._pieces, AsyncIterable):
            async for piece in self._pieces:
                yield _bytes(piece)
        else:
            for piece in self._pieces:
                yield _bytes(piece)


class Upload:
    """One body; *parts* are what stands around files, and the files."""

    def __init__(self, parts: Iterable[bytes | _Source]) -> None:
        self._parts = list(parts)
        lengths = [len(one) if isinstance(one, bytes) else one.length for one in self._parts]
        self.length = None if None in lengths else sum(one for one in lengths if one is not None)
        """Bytes; None when nobody knows."""
        self._again = all(isinstance(one, bytes) or one.again for one in self._parts)
        self._begun = False

    @property
    def sendable(self) -> bool:
        """It can be sent now: nothing of it is gone."""
        return self._again or not self._begun

    def __iter__(self) -> Iterator[bytes]:
        self._begun = True
        try:
            for part in self._parts:
                yield from [part] if isinstance(part, bytes) else part.pieces()
        except OSError as error:  # no fault of the connection
            raise ConfigurationError(f"body: cannot be read: {error}") from None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._begun = True
        try:
            for part in self._parts:
                if isinstance(part, bytes):
                    yield part
                else:
                    async for piece in part.pieces_async():
                        yield piece
        except OSError as error:
            raise ConfigurationError(f"body: cannot be read: {error}") from None


def content_of(value: object) -> bytes | _Source:
    """Bytes, text (UTF-8), a small file read at once; anything larger, or of unknown size, to be read as it is sent.

    Raises:
        TypeError: it is none of these. OSError: a file cannot be read.
    """
    if is_bytes(value):
        return bytes(value)
    if isinstance(value, str):
        return value.encode()
    if is_array(value) or is_tuple(value):
        return b"".join(map(_bytes, value))
    if is_path(value):
        return _if_small(_FromFile(Path(value)))
    if isinstance(value, io.TextIOBase):
        return value.read().encode()
    if is_file(value):
        return _if_small(_FromFile(value))
    if is_iterable(value):
        return _FromIterable(value)
    raise TypeError(f"body: expected bytes, text, an open file, a path or an iterator, got {type(value).__name__}")


def joined(parts: Iterable[bytes | _Source]) -> bytes | Upload:
    """One body of *parts*."""
    known = list(parts)
    if all(isinstance(one, bytes) for one in known):
        return b"".join(one for one in known if isinstance(one, bytes))
    return Upload(known)


def is_file(value: object) -> TypeGuard[IO[bytes]]:
    """Whether it can be read from."""
    return hasattr(value, "read")


def _if_small(file: _FromFile) -> bytes | _FromFile:
    return b"".join(file.pieces()) if file.length is not None and file.length <= SMALL else file


def _bytes(piece: object) -> bytes:
    if is_bytes(piece):
        return bytes(piece)
    if isinstance(piece, str):
        return piece.encode()
    raise TypeError(f"body: expected pieces of bytes, got {type(piece).__name__}")


@lru_cache(maxsize=8)
def stream_class(library: Any) -> Any:
    """How a library like httpx is handed an upload."""

    class Stream(library.SyncByteStream, library.AsyncByteStream):  # type: ignore[misc]
        def __init__(self, upload: Upload) -> None:
            self._upload = upload

        def __iter__(self) -> Iterator[bytes]:
            return iter(self._upload)

        def __aiter__(self) -> AsyncIterator[bytes]:
            return aiter(self._upload)

    return Stream
