"""Bodies that are sent while they are read: files, pipes and iterators are never in memory as a whole.

A seekable file is read again from its start position for each attempt; any other source is read once, and no attempt
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
"""A body of bytes: in memory, a path, an open file, or chunks as they are made."""
PartContent: TypeAlias = "BodyContent | tuple[str, BodyContent] | tuple[str, BodyContent, str]"
"""A file in a form: its content, or name and content, or name, content and media type."""

READ_AT_ONCE = 1 << 20
"""Bytes; a file of at most this size is read at once, so that every attempt sends the same."""

CHUNK_SIZE = 1 << 16
"""Bytes that are read from a larger file at once."""


class _Source(Protocol):
    """A source of bytes that is read chunk by chunk."""

    @property
    def length(self) -> int | None:
        """Bytes; None when it is not known."""
        ...

    @property
    def rereadable(self) -> bool:
        """Whether it can be read more than once."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """Its bytes from the beginning."""
        ...

    def chunks_async(self) -> AsyncIterator[bytes]:
        """The same without blocking the event loop."""
        ...


class _FileSource:
    """A file, by its path or open."""

    def __init__(self, file: Path | IO[bytes]) -> None:
        self._file = file
        self._start = 0
        self.rereadable = True
        self.length: int | None = None
        if isinstance(file, Path):
            self.length = file.stat().st_size if file.is_file() else None
            self.rereadable = self.length is not None
            return
        try:
            self._start = file.tell()
            self.length = file.seek(0, os.SEEK_END) - self._start
            file.seek(self._start)
        except (OSError, AttributeError, ValueError):
            self.rereadable = False

    def chunks(self) -> Iterator[bytes]:
        if isinstance(self._file, Path):
            with self._file.open("rb") as file:
                yield from iter(lambda: file.read(CHUNK_SIZE), b"")
            return
        self._rewind()
        yield from iter(lambda: _bytes(self._read()), b"")

    async def chunks_async(self) -> AsyncIterator[bytes]:
        from asyncio import to_thread

        chunks = self.chunks()
        while chunk := await to_thread(next, chunks, b""):
            yield chunk

    def _rewind(self) -> None:
        if self.rereadable and not isinstance(self._file, Path):
            self._file.seek(self._start)

    def _read(self) -> bytes | str:
        assert not isinstance(self._file, Path)
        return self._file.read(CHUNK_SIZE)


class _IterableSource:
    """An iterable of chunks, which can be read once."""

    rereadable = False
    length = None

    def __init__(self, chunks: Iterable[Any] | AsyncIterable[Any]) -> None:
        self._chunks = chunks

    def chunks(self) -> Iterator[bytes]:
        if not isinstance(self._chunks, Iterable):
            raise ConfigurationError("body: an async iterator needs the async client")
        yield from map(_bytes, self._chunks)

    async def chunks_async(self) -> AsyncIterator[bytes]:
        if isinstance(self._chunks, AsyncIterable):
            async for chunk in self._chunks:
                yield _bytes(chunk)
        else:
            for chunk in self._chunks:
                yield _bytes(chunk)


class Upload:
    """One body of several *parts*: bytes, and sources such as files."""

    def __init__(self, parts: Iterable[bytes | _Source]) -> None:
        self._parts = list(parts)
        lengths = [len(one) if isinstance(one, bytes) else one.length for one in self._parts]
        self.length = None if None in lengths else sum(one for one in lengths if one is not None)
        """Bytes; None when it is not known."""
        self._rereadable = all(isinstance(one, bytes) or one.rereadable for one in self._parts)
        self._begun = False

    @property
    def sendable(self) -> bool:
        """Whether all of it can still be read."""
        return self._rereadable or not self._begun

    def __iter__(self) -> Iterator[bytes]:
        self._begun = True
        try:
            for part in self._parts:
                yield from [part] if isinstance(part, bytes) else part.chunks()
        except OSError as error:  # not a fault of the connection
            raise ConfigurationError(f"body: cannot be read: {error}") from None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._begun = True
        try:
            for part in self._parts:
                if isinstance(part, bytes):
                    yield part
                else:
                    async for chunk in part.chunks_async():
                        yield chunk
        except OSError as error:
            raise ConfigurationError(f"body: cannot be read: {error}") from None


def content_of(value: object) -> bytes | _Source:
    """*value* as bytes, if it is bytes, text (UTF-8) or a small file; else a source that is read while it is sent.

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
        return _if_small(_FileSource(Path(value)))
    if isinstance(value, io.TextIOBase):
        return value.read().encode()
    if is_file(value):
        return _if_small(_FileSource(value))
    if is_iterable(value):
        return _IterableSource(value)
    raise TypeError(f"body: expected bytes, text, an open file, a path or an iterator, got {type(value).__name__}")


def joined(parts: Iterable[bytes | _Source]) -> bytes | Upload:
    """One body of *parts*."""
    known = list(parts)
    if all(isinstance(one, bytes) for one in known):
        return b"".join(one for one in known if isinstance(one, bytes))
    return Upload(known)


def is_file(value: object) -> TypeGuard[IO[bytes]]:
    """Whether *value* has a method `read`."""
    return hasattr(value, "read")


def _if_small(file: _FileSource) -> bytes | _FileSource:
    return b"".join(file.chunks()) if file.length is not None and file.length <= READ_AT_ONCE else file


def _bytes(chunk: object) -> bytes:
    if is_bytes(chunk):
        return bytes(chunk)
    if isinstance(chunk, str):
        return chunk.encode()
    raise TypeError(f"body: expected chunks of bytes, got {type(chunk).__name__}")


@lru_cache(maxsize=8)
def stream_class(library: Any) -> Any:
    """A class of request streams of *library*, which is httpx or has its interface, that reads an `Upload`."""

    class UploadStream(library.SyncByteStream, library.AsyncByteStream):  # type: ignore[misc]
        def __init__(self, upload: Upload) -> None:
            self._upload = upload

        def __iter__(self) -> Iterator[bytes]:
            return iter(self._upload)

        def __aiter__(self) -> AsyncIterator[bytes]:
            return aiter(self._upload)

    return UploadStream
