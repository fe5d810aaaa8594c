"""Bodies that are sent while they are read: files, pipes and iterators are never in memory as a whole.

A seekable file is read again from its start position for each attempt; any other source is read once, and no attempt
follows one that has begun to read it. Whatever can be known to fail is refused before a connection is opened.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from functools import partial
from pathlib import Path
from stat import S_ISDIR, S_ISREG, S_ISSOCK
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeAlias, TypeGuard

from ..errors import ConfigurationError
from ..util.async_library import running_library
from ..util.typeguards import is_bytes, is_iterable, is_path, is_sequence

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

    @property
    def asynchronous(self) -> bool:
        """Whether only the async client can read it."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """Its bytes from the beginning."""
        ...

    def chunks_async(self) -> AsyncIterator[bytes]:
        """The same without blocking the event loop."""
        ...


class _FileSource:
    """A file: by its path, or open, as *read* found it.

    Parameters:
        where: the argument, for messages.
        length: bytes from *start*; None where it is not known, and the file is read once, to its end.
        head: bytes that were read from it already.
    """

    asynchronous = False

    def __init__(self, where: str, file: Any, start: int, length: int | None, head: bytes = b"") -> None:
        self._where = where
        self._file = file
        self._start = start
        self._head = head
        self.length = length
        self.rereadable = length is not None

    def chunks(self) -> Iterator[bytes]:
        if isinstance(self._file, Path):
            with self._file.open("rb") as file:
                yield from self._read(file)
            return
        if self.rereadable:
            self._file.seek(self._start)
        yield from self._read(self._file)

    def _read(self, file: Any) -> Iterator[bytes]:
        """Its chunks: as many bytes as were announced, however long it has become."""
        if self._head:
            yield self._head
        left = self.length
        while left is None or left > 0:
            size = CHUNK_SIZE if left is None else min(CHUNK_SIZE, left)
            chunk = _bytes(file.read(size), self._where)
            if not chunk:
                break
            if left is not None:
                chunk = chunk[:left]
                left -= len(chunk)
            yield chunk
        if left:
            raise OSError(f"{self._where} was cut short while it was sent, {left} of {self.length} bytes are missing")

    async def chunks_async(self) -> AsyncIterator[bytes]:
        library = running_library()
        step = partial(next, self.chunks(), b"")
        while chunk := await library.run_in_thread(step):
            yield chunk


class _AsyncFileSource:
    """An open file whose `read` is to be awaited, such as an upload that a web framework hands on."""

    asynchronous = True
    rereadable = False
    length = None

    def __init__(self, where: str, file: Any) -> None:
        self._where = where
        self._file = file

    def chunks(self) -> Iterator[bytes]:
        raise needs_async_client()

    async def chunks_async(self) -> AsyncIterator[bytes]:
        while chunk := _bytes(await self._file.read(CHUNK_SIZE), self._where):
            yield chunk


class _IterableSource:
    """An iterable of chunks, which can be read once."""

    rereadable = False
    length = None

    def __init__(self, where: str, chunks: Iterable[Any] | AsyncIterable[Any]) -> None:
        self._where = where
        self._chunks = chunks
        self.asynchronous = not isinstance(chunks, Iterable)

    def chunks(self) -> Iterator[bytes]:
        if not isinstance(self._chunks, Iterable):
            raise needs_async_client()
        for chunk in self._chunks:
            yield _bytes(chunk, self._where)

    async def chunks_async(self) -> AsyncIterator[bytes]:
        if isinstance(self._chunks, AsyncIterable):
            async for chunk in self._chunks:
                yield _bytes(chunk, self._where)
        else:
            for chunk in self._chunks:
                yield _bytes(chunk, self._where)


class Upload:
    """One body of several *parts*: bytes, and sources such as files."""

    def __init__(self, parts: Iterable[bytes | _Source]) -> None:
        self._parts = list(parts)
        sources = [one for one in self._parts if not isinstance(one, bytes)]
        lengths = [len(one) if isinstance(one, bytes) else one.length for one in self._parts]
        self.length = None if None in lengths else sum(one for one in lengths if one is not None)
        """Bytes; None when it is not known."""
        self.asynchronous = any(one.asynchronous for one in sources)
        """Whether only the async client can send it."""
        self._rereadable = all(one.rereadable for one in sources)
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
        except OSError as error:
            raise _broken_off(error) from None

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
            raise _broken_off(error) from None


def content_of(value: object, where: str = "body") -> bytes | _Source:
    """*value*, an argument called *where*, as bytes: bytes, text (UTF-8), a small file; else a source to be read later.

    Raises:
        TypeError: it is none of these. ConfigurationError, ValueError: it cannot be read, or not as bytes.
    """
    if is_bytes(value) or isinstance(value, str):
        return _bytes(value, where)
    if is_path(value):
        return _by_path(where, Path(os.fsdecode(value)))
    if is_file(value):
        return _opened(where, value)
    if is_sequence(value):
        return b"".join(_bytes(one, where) for one in value)
    if is_iterable(value):
        return _IterableSource(where, value)
    raise TypeError(f"{where}: expected bytes, text, an open file, a path or an iterator, got {type(value).__name__}")


def joined(parts: Iterable[bytes | _Source]) -> bytes | Upload:
    """One body of *parts*."""
    known = list(parts)
    if all(isinstance(one, bytes) for one in known):
        return b"".join(one for one in known if isinstance(one, bytes))
    return Upload(known)


def is_file(value: object) -> TypeGuard[IO[bytes]]:
    """Whether *value* has a method `read`."""
    return callable(getattr(value, "read", None)) and not isinstance(value, type)


def _by_path(where: str, path: Path) -> bytes | _FileSource:
    """The file at *path*; one that is not there, or not to be read, is refused now. Only a plain file has a length."""
    try:
        found = path.stat()
        if S_ISDIR(found.st_mode) or S_ISSOCK(found.st_mode):
            raise ConfigurationError(f"{where}: {str(path)!r} is no file")
        if not S_ISREG(found.st_mode):  # opening a pipe would wait for who writes into it
            if not os.access(path, os.R_OK):
                raise ConfigurationError(f"{where}: cannot be read: no permission to read {str(path)!r}")
            return _FileSource(where, path, 0, None)
        with path.open("rb") as file:
            if found.st_size <= READ_AT_ONCE:
                return file.read()
        return _FileSource(where, path, 0, found.st_size)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{where}: cannot be read: {error}") from None


def _opened(where: str, file: Any) -> bytes | _Source:
    """An open file; reading nothing of it shows whether it can be read, and what it gives."""
    try:
        head = file.read(0)
    except Exception as error:  # noqa: BLE001 - a caller's object may raise anything
        raise ConfigurationError(f"{where}: cannot be read: {error}; pass a file that is open for reading") from None
    if hasattr(head, "__await__"):
        if hasattr(head, "close"):
            head.close()
        return _AsyncFileSource(where, file)
    if isinstance(head, str):
        try:
            return _bytes(head + file.read(), where)
        except OSError as error:
            raise ConfigurationError(f"{where}: cannot be read: {error}") from None
    if not is_bytes(head):
        raise TypeError(f"{where}: expected a file whose read() gives bytes, it gives {type(head).__name__}")
    start, length = (0, None) if head else _extent(file)
    source = _FileSource(where, file, start, length, bytes(head))
    if length is None or length > READ_AT_ONCE:
        return source
    try:
        return b"".join(source.chunks())
    except OSError as error:
        raise ConfigurationError(f"{where}: cannot be read: {error}") from None


def _extent(file: Any) -> tuple[int, int | None]:
    """The position of an open *file* and the number of bytes from there; no number where it cannot be set back."""
    try:
        start = file.tell()
        length = max(0, file.seek(0, os.SEEK_END) - start)
        file.seek(start)
    except (OSError, AttributeError, ValueError, TypeError):
        return 0, None
    return start, length


def _broken_off(fault: OSError) -> ConfigurationError:
    """The error for a body that cannot be read to its end: no fault of the connection, and no reason to try again."""
    error = ConfigurationError(f"body: cannot be read: {fault}")
    error.maybe_executed = True  # its beginning may have been sent
    return error


def needs_async_client() -> ConfigurationError:
    """The error for a source that the sync client cannot read."""
    return ConfigurationError(
        "body: an async iterator or file needs the async client; pass bytes or a plain file, such as its .file"
    )


def _bytes(chunk: object, where: str) -> bytes:
    if is_bytes(chunk):
        return bytes(chunk)
    if not isinstance(chunk, str):
        raise TypeError(f"{where}: expected bytes, got {type(chunk).__name__}")
    try:
        return chunk.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{where}: text with half of a surrogate pair cannot be sent as UTF-8") from None
