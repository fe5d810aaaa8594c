"""Budgets and slots in a file, for the processes of one machine."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..errors import ConfigurationError
from ..facts import Limit
from ..util.fork import renew_after_fork
from .limiter import StoreUnavailable
from .shared import SharedStore, Step, turn
from .slots import LEASE

if TYPE_CHECKING:
    import sqlite3


T = TypeVar("T")

BUSY = 5.0
"""Seconds to wait for another process that is at the file; each of them needs it for less than a millisecond."""


class FileStore(SharedStore):
    """Budgets and slots of all processes of one machine that name the same file: pass it as ``rate_limit``.

    Parameters:
        path: a SQLite file, made when it is not there (readable by its owner alone). On a local disk: the clock that
            the file's moments refer to is the machine's own.
        limits, name, lease: see `SharedStore`.
        clock: seconds that all processes agree on; the machine's time since it was started.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        limits: Limit | Mapping[str, Limit] | None = None,
        name: str = "",
        lease: float = LEASE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(FileBackend(Path(path).expanduser().absolute(), clock), limits, name, lease)


class FileBackend:
    """Texts in a SQLite file; see `homes.Backend`. A step is one transaction: a process that is killed breaks nothing."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._path = path
        self._clock = clock
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()
        renew_after_fork(self)

    def renew(self) -> None:
        """In a forked child: SQLite's connections are not to be used there, nor closed."""
        _abandoned.append(self._connection)
        self._connection = None
        self._lock = threading.Lock()

    def change(self, name: str, step: Step[T]) -> T:
        import sqlite3

        asked = self._clock()
        with turn(self._lock, BUSY, str(self._path)):
            try:
                connection = self._connection or self._open()
                connection.execute("BEGIN IMMEDIATE")
                try:
                    row = connection.execute("SELECT text FROM state WHERE name = ?", (name,)).fetchone()
                    now = self._clock()
                    text, result = step(row[0] if row else None, now, now - asked)
                    if text is not None:
                        connection.execute("REPLACE INTO state (name, text) VALUES (?, ?)", (name, text))
                    connection.execute("COMMIT")
                except BaseException:
                    connection.rollback()
                    raise
            except sqlite3.OperationalError as fault:
                raise self._told(fault) from None
            except sqlite3.DatabaseError as fault:
                raise ConfigurationError(
                    f"rate_limit: {self._path}: not a file of budgets ({fault}); name another, or delete it"
                ) from None
        return result

    def _told(self, fault: sqlite3.OperationalError) -> Exception:
        if "locked" in str(fault) or "busy" in str(fault):
            return StoreUnavailable(f"{self._path} is held by another process for more than {BUSY:g} s")
        return ConfigurationError(f"rate_limit: {self._path}: {fault}; name a file that can be written")

    def _open(self) -> sqlite3.Connection:
        import sqlite3

        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as fault:
            why = fault.strerror or str(fault)
            raise ConfigurationError(f"rate_limit: {self._path}: {why}; name a file that can be written") from None
        connection = sqlite3.connect(self._path, timeout=BUSY, isolation_level=None, check_same_thread=False)
        # Nothing here must outlive a power cut, so that no write waits for the disk; a killed process is no matter.
        end = time.monotonic() + BUSY
        while True:  # SQLite does not wait here for another process that does the same
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                break
            except sqlite3.OperationalError as fault:
                if "locked" not in str(fault) or time.monotonic() >= end:
                    raise
            connection.execute("BEGIN IMMEDIATE")  # but it waits here
            connection.execute("COMMIT")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID")
        self._connection = connection
        return connection


_abandoned: list[object] = []
"""Connections of a parent process: closing one here would take its locks away."""
