"""Rate limits and run slots in a SQLite file, for the processes of one machine."""

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
from .shared import SharedStore, Step, locked
from .slots import DEFAULT_LEASE

if TYPE_CHECKING:
    import sqlite3


T = TypeVar("T")

BUSY_TIMEOUT = 5.0
"""Seconds to wait for another process that uses the file; each of them needs it for less than a millisecond."""


class FileStore(SharedStore):
    """Rate limits and run slots of all processes of one machine that use the same file: pass it as ``rate_limit``.

    Parameters:
        path: a SQLite file on a local disk; it is created if necessary, readable by its owner alone.
        limits, name, lease: see `SharedStore`.
        clock: seconds on which all processes agree; by default the time since the machine was started.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        limits: Limit | Mapping[str, Limit] | None = None,
        name: str = "",
        lease: float = DEFAULT_LEASE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(FileBackend(Path(path).expanduser().absolute(), clock), limits, name, lease)


class FileBackend:
    """A `StateBackend` in a SQLite file. A step is one transaction, so a killed process leaves the state intact."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._path = path
        self._clock = clock
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()
        renew_after_fork(self)

    def renew(self) -> None:
        """Reset what belongs to the parent: SQLite connections must neither be used nor closed in a forked child."""
        _inherited.append(self._connection)
        self._connection = None
        self._lock = threading.Lock()

    def change(self, name: str, step: Step[T]) -> T:
        import sqlite3

        started = self._clock()
        with locked(self._lock, BUSY_TIMEOUT, str(self._path)):
            try:
                connection = self._connection or self._open()
                connection.execute("BEGIN IMMEDIATE")
                try:
                    row = connection.execute("SELECT text FROM state WHERE name = ?", (name,)).fetchone()
                    now = self._clock()
                    text, result = step(row[0] if row else None, now, now - started)
                    if text is not None:
                        connection.execute("REPLACE INTO state (name, text) VALUES (?, ?)", (name, text))
                    connection.execute("COMMIT")
                except BaseException:
                    connection.rollback()
                    raise
            except sqlite3.OperationalError as error:
                raise self._translated(error) from None
            except sqlite3.DatabaseError as error:
                raise ConfigurationError(
                    f"rate_limit: {self._path}: not a file of rate limits ({error}); name another, or delete it"
                ) from None
        return result

    def _translated(self, error: sqlite3.OperationalError) -> Exception:
        if "locked" in str(error) or "busy" in str(error):
            return StoreUnavailable(f"{self._path} is held by another process for more than {BUSY_TIMEOUT:g} s")
        return ConfigurationError(f"rate_limit: {self._path}: {error}; name a file that can be written")

    def _open(self) -> sqlite3.Connection:
        import sqlite3

        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            why = error.strerror or str(error)
            raise ConfigurationError(f"rate_limit: {self._path}: {why}; name a file that can be written") from None
        connection = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False)
        # The state need not survive a power failure, so no write waits for the disk; a killed process loses nothing.
        end = time.monotonic() + BUSY_TIMEOUT
        while True:  # SQLite's timeout does not apply to this PRAGMA when another process executes it too
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                break
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() >= end:
                    raise
            connection.execute("BEGIN IMMEDIATE")  # but to this
            connection.execute("COMMIT")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID")
        self._connection = connection
        return connection


_inherited: list[object] = []
"""Connections of the parent process, kept open: closing one in the child would release the parent's locks."""
