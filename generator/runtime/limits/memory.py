"""Rate limits in the memory of one process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ..facts import Limit
from ..util.fork import renew_after_fork
from .sliding_window import RateLimitInfo, SlidingWindows

if TYPE_CHECKING:
    from .limiter import Permit


class MemoryStore:
    """Rate limits of one process: a `Store` that is its own `RateLimiter`.

    Parameters:
        limits: rate limits by name.
        widen: also adopt a larger limit that the server announces; False where the caller chose a smaller one.
        clock: monotonic seconds.
    """

    blocking = False

    def __init__(
        self, limits: Mapping[str, Limit], *, widen: bool = True, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._windows = SlidingWindows(limits, widen=widen)
        self._lock = threading.Lock()
        renew_after_fork(self)

    def renew(self) -> None:
        """Reset what belongs to the parent's threads: the lock, the queue, the requests in flight."""
        self._lock = threading.Lock()
        self._windows.after_fork(self._clock())

    def limiter(self, _owner: Callable[[], str], _known_limits: Mapping[str, Limit]) -> MemoryStore:
        """Itself: all clients that are given the same store share its rate limits."""
        return self

    def slots(self, _owner: Callable[[], str], _number: int) -> None:
        """None: the client uses the run slots of its process."""
        return

    def acquire(self, permit: Permit) -> float:
        with self._lock:
            wait, permit.blocked_for = self._windows.acquire(permit.names, permit, self._clock())
        return wait

    def release(self, permit: Permit, info: RateLimitInfo | None = None) -> None:
        with self._lock:
            self._windows.release(permit.names, permit, info, self._clock())

    def cancel(self, permit: Permit) -> None:
        with self._lock:
            self._windows.cancel(permit.names, permit)
