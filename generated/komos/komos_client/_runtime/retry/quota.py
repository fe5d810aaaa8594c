"""Quota for the retries of a client, so that many calls together do not hammer a server that is down."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..util.fork import renew_after_fork

if TYPE_CHECKING:
    from .outcomes import Outcome


class RetryQuota:
    """Token bucket for retries, shared by all calls of a client.

    As in botocore's standard mode: a retry costs 5 tokens, one after a lost response 10, success gives the cost back,
    and a call that needed no retry adds 1.
    """

    COST: Mapping[Outcome, int] = {"undelivered": 5, "failed": 5, "lost": 10}

    def __init__(self, capacity: int = 500) -> None:
        self.capacity: int = capacity
        self.available: int = capacity
        self._lock = threading.Lock()
        renew_after_fork(self)

    def renew(self) -> None:
        """Replace the lock, which a thread of the parent may hold."""
        self._lock = threading.Lock()

    def acquire(self, outcome: Outcome) -> int | None:
        """The tokens taken for a retry after *outcome*; None: too few are left.

        A retry after a refusal is free, because the server said when to come back.
        """
        cost = self.COST.get(outcome, 0)
        with self._lock:
            if cost > self.available:
                return None
            self.available -= cost
        return cost

    def release(self, tokens: int) -> None:
        """Put *tokens* back, up to the capacity."""
        if self.available < self.capacity:  # the common case needs no lock
            with self._lock:
                self.available = min(self.capacity, self.available + tokens)
