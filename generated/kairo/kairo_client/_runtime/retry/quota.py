"""How many retries there may be: a server that is down is not hammered by everyone."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..util.fork import renew_after_fork

if TYPE_CHECKING:
    from .outcomes import Outcome


class RetryQuota:
    """A token bucket for retries, shared by all calls of a client: a server that is down is not hammered by everyone.

    As botocore's standard mode: a retry costs 5, a lost attempt 10, success gives the cost back, and a call that
    needed no retry adds 1.
    """

    COST: Mapping[Outcome, int] = {"undelivered": 5, "failed": 5, "lost": 10}

    def __init__(self, capacity: int = 500) -> None:
        self.capacity = capacity
        self.left = capacity
        self._lock = threading.Lock()
        renew_after_fork(self)

    def renew(self) -> None:
        """In a forked child, whoever held the lock is gone."""
        self._lock = threading.Lock()

    def take(self, outcome: Outcome) -> int | None:
        """What this retry cost, or None when too little is left; a refusal costs nothing, the server said when."""
        cost = self.COST.get(outcome, 0)
        with self._lock:
            if cost > self.left:
                return None
            self.left -= cost
        return cost

    def give(self, tokens: int) -> None:
        """Put *tokens* back, up to the capacity."""
        if self.left < self.capacity:  # the common case needs no lock
            with self._lock:
                self.left = min(self.capacity, self.left + tokens)
