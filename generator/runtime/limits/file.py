"""Rate limits and run slots in a SQLite file, for the processes of one machine."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, TypeVar

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

MOST_REPLACEMENTS = 10
"""Number of times that a step is repeated because the file was replaced meanwhile."""


class FileStore(SharedStore):
    """Rate limits and run slots of all processes of one machine that use the same file: pass it as ``rate_limit``.

    Where the file is deleted, emptied, replaced or restored, those who have used it notice, and treat the limits as
    used up for one period.

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
    """A `StateBackend` in a SQLite file. A step is one transaction, so a killed process leaves the state intact.

    The file has a rollback journal. A write-ahead log would be faster, but a file that is deleted or emptied under it
    leaves the log's index behind, which other processes then take for the new file's.
    """

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self.place = self.realm = str(path)
        self.clock_name = _machine_start() if clock is time.monotonic else ""
        self.notices: deque[str] = deque(maxlen=100)
        self.here = clock
        self._path = path
        self._clock = clock
        self._connection: sqlite3.Connection | None = None
        self._file = (0, 0)
        """Identity of the file that is open."""
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
        with locked(self._lock, BUSY_TIMEOUT, self.place):
            try:
                for _ in range(MOST_REPLACEMENTS):
                    try:
                        result = self._change_once(name, step, started)
                    except sqlite3.OperationalError as error:
                        if getattr(error, "sqlite_errorname", "") != "SQLITE_READONLY_DBMOVED":
                            raise
                        continue  # the file was moved or deleted since it was looked at, and nothing was written
                    if self._is_current():
                        return result
            except sqlite3.Error as error:
                self._close()
                raise self._translated(error) from None
            except OSError as error:
                self._close()
                raise self._refused(error) from None
        raise StoreUnavailable(f"{self.place}: replaced by others again and again")

    def _change_once(self, name: str, step: Step[T], started: float) -> T:
        if self._connection is not None and not self._is_current():
            self._close()
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
        return result

    def _is_current(self) -> bool:
        """Whether the file that is open is still the one at the path, and was not emptied."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return False
        return (found.st_dev, found.st_ino) == self._file and found.st_size > 0

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _translated(self, error: sqlite3.Error) -> StoreUnavailable:
        text, code = " ".join(str(error).split()), getattr(error, "sqlite_errorname", "")
        if "locked" in text or "busy" in text:
            return StoreUnavailable(
                f"{self.place} is held by another process for more than {BUSY_TIMEOUT:g} s ({code or text})"
            )
        if "not a database" in text or "malformed" in text or "no such" in text or "has no column" in text:
            return StoreUnavailable(
                f"{self.place}: not a file of rate limits ({code}: {text}); name another, or delete it"
            )
        return StoreUnavailable(f"{self.place}: {code}: {text}; name a file that can be written")

    def _refused(self, error: OSError) -> StoreUnavailable:
        number = errno.errorcode.get(error.errno or 0, type(error).__name__)
        return StoreUnavailable(f"{self.place}: {number}: {error.strerror or error}; name a file that can be written")

    def _open(self) -> sqlite3.Connection:
        import sqlite3

        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):  # closing one that is there would release the locks that this process has on it
            os.close(os.open(self._path.resolve(), os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        found = self._path.stat()
        if not S_ISREG(found.st_mode):
            raise StoreUnavailable(f"{self.place}: is no plain file; name another")
        connection = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False)
        try:
            # No write waits for the disk: what a killed process wrote stays, and after a power failure time has passed.
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID")
            self._leave_log(connection)
            fault = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if fault != "ok":  # a part is missing, which reads as if nothing had been written there
                raise sqlite3.DatabaseError(f"malformed: {fault}")
        except BaseException:
            connection.close()
            raise
        self._file = (found.st_dev, found.st_ino)
        self._connection = connection
        return connection

    def _leave_log(self, connection: sqlite3.Connection) -> None:
        """Use a rollback journal; a file of an earlier version keeps its log as long as another process has it open."""
        import sqlite3

        try:
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA journal_mode = TRUNCATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
        finally:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT * 1000:.0f}")


@lru_cache(maxsize=1)
def _machine_start() -> str:
    """Identifies the start of this machine, with which its clock begins; empty where the system does not tell."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


_inherited: list[object] = []
"""Connections of the parent process, kept open: closing one in the child would release the parent's locks."""
