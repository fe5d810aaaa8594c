"""Files that are read while they arrive: chunk by chunk, whole, or into a local file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError
from ..util.async_library import running_library
from .download_target import DownloadTarget
from .streaming import AsyncStream, Stream, StreamReader

if TYPE_CHECKING:
    from os import PathLike
    from typing import Self

    from ..util.async_library import AsyncLibrary


class Download(Stream[bytes]):
    """A file as it arrives: iterate over its chunks, or `stream_to()` a path; it is never in memory as a whole."""

    def iter_bytes(self) -> Self:
        """The chunks, decompressed, each as large as it arrived."""
        return self

    def read(self) -> bytes:
        """The rest of the file."""
        with self:
            return b"".join(self)

    def stream_to(self, path: str | PathLike[str]) -> int:
        """Write it to *path*, which is replaced only once the file is complete; returns the number of bytes.

        A file that is there keeps its mode, and a symbolic link its place: the file it names is replaced. A named pipe
        or a terminal is written to as the chunks come.

        Raises:
            ConfigurationError: *path* cannot be written; the message names it. One that cannot be opened leaves the
                download unread: it can go to another path.
        """
        _require_all(self._reader)
        target, size = DownloadTarget(path), 0
        try:
            target.open()
            with self:
                for chunk in self:
                    size += target.write(chunk)
            target.commit()
        except ConfigurationError as fault:
            raise _unsaved(self._reader, fault) from None
        finally:
            target.discard()
        return size


class AsyncDownload(AsyncStream[bytes]):
    """A file as it arrives: ``async for`` over its chunks, or `stream_to()` a path; never in memory as a whole."""

    def iter_bytes(self) -> Self:
        """The chunks, decompressed, each as large as it arrived."""
        return self

    async def read(self) -> bytes:
        """The rest of the file."""
        async with self:
            return b"".join([chunk async for chunk in self])

    async def stream_to(self, path: str | PathLike[str]) -> int:
        """Write it to *path*, which is replaced only once the file is complete; returns the number of bytes.

        A file that is there keeps its mode, and a symbolic link its place: the file it names is replaced. A named pipe
        or a terminal is written to as the chunks come. Whatever waits for the disk runs in a thread.

        Raises:
            ConfigurationError: *path* cannot be written; the message names it. One that cannot be opened leaves the
                download unread, or not even asked for: it can go to another path.
        """
        _require_all(self._reader)
        library, target, size = running_library(), DownloadTarget(path), 0
        try:
            await library.run_in_thread(target.open)
            async with self:
                async for chunk in self:
                    size += await library.run_in_thread(partial(target.write, chunk))
            await library.run_in_thread(target.commit)
        except ConfigurationError as fault:
            raise _unsaved(self._reader, fault) from None
        finally:
            await _discard(library, target)
        return size


async def _discard(library: AsyncLibrary, target: DownloadTarget) -> None:
    """Remove what is left of *target*, also in a task that was cancelled."""
    if target.finished:
        return
    try:
        async with library.time_limit(None, shielded=True):
            await library.run_in_thread(target.discard)
    except BaseException:  # cancelled once more, perhaps before the thread began
        target.discard(patience=0.0)
        raise


def _require_all(reader: StreamReader[bytes]) -> None:
    """Raise `ConfigurationError` where a part of the file is gone: the rest of it is no file."""
    if reader.begun:
        raise ConfigurationError(
            "stream_to: the download was read or closed before; call the method again, for a file needs all of it"
        )


def _unsaved(reader: StreamReader[Any], fault: ConfigurationError) -> ConfigurationError:
    """*fault*, with what is known of the answer that could not be saved."""
    answer = reader.response
    if answer is None:
        return fault
    told = f"{answer.status_code}, request {answer.request_id}" if answer.request_id else str(answer.status_code)
    mend = "is lost" if reader.begun else "is still to be read: stream_to() another path"
    error = ConfigurationError(f"{fault}; the answer ({told}) had come and {mend}")
    error.maybe_executed = reader.call.operation.repeat.kind != "safe"
    return error
