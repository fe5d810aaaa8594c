"""The local file of a download: replaced whole or not at all; a pipe or a terminal is written to, never replaced."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from stat import S_IFMT, S_IMODE, S_ISCHR, S_ISDIR, S_ISFIFO, S_ISREG
from typing import Any

from ..errors import ConfigurationError

PIPE_PATIENCE = 2.0
"""Seconds that a named pipe may have nobody who reads from it."""

STANDARD_OUTPUTS = (1, 2)
"""Descriptors of the files that this process prints into."""

_PIPE_POLL = 0.02
_BINARY = getattr(os, "O_BINARY", 0)
_NONBLOCKING = getattr(os, "O_NONBLOCK", 0)
_NO_TERMINAL = getattr(os, "O_NOCTTY", 0)


class DownloadTarget:
    """The file at *path*: `open` it, `write` to it, `commit` it, and `discard` whatever is left in any case.

    Until `commit` the bytes are in a file of its own beside the target, whose name nobody can guess. Each step may run
    in another thread, and `discard` may come while one of them still runs.
    """

    def __init__(self, path: Any) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._discarded = threading.Event()
        self._file: FileIO | None = None
        self._target: Path | None = None
        self._temporary: Path | None = None
        self._found: os.stat_result | None = None
        """The target as it was."""
        self.finished = False
        """Whether it was committed."""

    def open(self) -> None:
        """Find out what is at the path, and open that, or a temporary file beside it."""
        with self._step():
            path = _checked(self._path)
            try:
                self._found = Path(path).stat()
            except FileNotFoundError:
                self._found = None
            if self._found is None or (S_ISREG(self._found.st_mode) and not _is_standard_stream(self._found)):
                self._open_beside(path)
            else:
                self._open_itself(path, self._found.st_mode)

    def _open_beside(self, path: str) -> None:
        self._target = Path(path).resolve()  # a link stays, and the file it names is replaced
        if self._found is not None and not os.access(self._target, os.W_OK):
            raise PermissionError(errno.EACCES, "no permission to write to it")
        temporary = self._target.parent / f".{os.urandom(16).hex()}.part"
        mode = (
            0o666 if self._found is None else 0o600
        )  # of a new file as usual; else nobody else may read it until then
        self._file = FileIO(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode), "w")
        self._temporary = temporary

    def _open_itself(self, path: str, mode: int) -> None:
        if S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, "it is a folder; give the path of a file")
        if not (S_ISFIFO(mode) or S_ISCHR(mode) or S_ISREG(mode)):
            raise OSError(errno.EINVAL, "it is neither a file nor a pipe")
        flags = os.O_WRONLY | os.O_APPEND | _BINARY | _NO_TERMINAL
        self._file = FileIO(self._reached(path, flags) if S_ISFIFO(mode) else os.open(path, flags), "w")
        if S_IFMT(os.fstat(self._file.fileno()).st_mode) != S_IFMT(mode):
            raise OSError(errno.EINVAL, "something else was put there meanwhile")

    def _reached(self, path: str, flags: int) -> int:
        """The descriptor of a named pipe, once somebody reads from it; merely opening it could wait for ever."""
        for _ in range(int(PIPE_PATIENCE / _PIPE_POLL)):
            try:
                descriptor = os.open(path, flags | _NONBLOCKING)
            except OSError as error:
                if error.errno != errno.ENXIO or self._discarded.wait(_PIPE_POLL):
                    raise
            else:
                os.set_blocking(descriptor, True)
                return descriptor
        raise OSError(errno.ENXIO, "nobody reads from the pipe")

    def write(self, chunk: bytes) -> int:
        """Write all of *chunk*; returns its length."""
        with self._step():
            assert self._file is not None
            rest = memoryview(chunk)
            while rest:
                rest = rest[self._file.write(rest) :]
        return len(chunk)

    def commit(self) -> None:
        """Put the file in its place."""
        with self._step():
            assert self._file is not None
            self._file.close()
            if self._temporary is not None and self._target is not None:
                self._keep_attributes(self._temporary, self._target)
                self._temporary.replace(self._target)
                self._temporary = None
            self.finished = True

    def _keep_attributes(self, temporary: Path, target: Path) -> None:
        """Give the new file owner, group and mode of the one that it replaces."""
        before = self._found
        with suppress(FileNotFoundError):
            before = target.lstat()
        if before is None:
            return
        if not S_ISREG(before.st_mode):
            raise OSError(errno.EINVAL, "something else was put there meanwhile")
        ours = temporary.stat()
        if (ours.st_uid, ours.st_gid) != (before.st_uid, before.st_gid):
            with suppress(OSError):  # only root may give a file away
                os.chown(temporary, before.st_uid, before.st_gid)
        temporary.chmod(S_IMODE(before.st_mode))

    def discard(self, patience: float = 1.0) -> None:
        """Close it and remove the temporary file, if it was not committed.

        A step that still runs in another thread after *patience* seconds does so when it ends.
        """
        self._discarded.set()
        if self._lock.acquire(timeout=patience):
            try:
                self._clean()
            finally:
                self._lock.release()

    def _clean(self) -> None:
        with suppress(OSError):
            if self._file is not None:
                self._file.close()
        with suppress(OSError):
            if self._temporary is not None:
                self._temporary.unlink()
        self._file = self._temporary = None

    @contextmanager
    def _step(self) -> Generator[None, None, None]:
        """One step at a time; an error of the system names the path, and none follows `discard`."""
        try:
            with self._lock:
                if self._discarded.is_set():
                    raise ConfigurationError(f"stream_to: {self._path!r}: broken off")
                yield
        except (OSError, ValueError) as error:
            why = (error.strerror if isinstance(error, OSError) else "") or str(error)
            raise ConfigurationError(f"stream_to: cannot write to {self._path!r}: {why}") from None
        finally:
            if self._discarded.is_set():
                self.discard(patience=0.0)


def _checked(path: Any) -> str:
    """*path* as text, if it can be a file's."""
    try:
        text = os.fsdecode(path)
    except TypeError:
        raise ConfigurationError(f"stream_to: expected a path, got {type(path).__name__}") from None
    if not text or text.endswith(("/", os.sep)):
        raise ValueError("it is no path of a file")
    return text


def _is_standard_stream(found: os.stat_result) -> bool:
    """Whether this process prints into it: then others hold it open, and do not see what replaces it."""
    for descriptor in STANDARD_OUTPUTS:
        with suppress(OSError):
            if os.path.samestat(found, os.fstat(descriptor)):
                return True
    return False
