"""What clients of one process have in common when they use the same key: its budgets, its slots, its caps."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from .fork import renew_after_fork

T = TypeVar("T")

Owner = tuple[Hashable, ...] | None
"""Whose budgets they are: package, origin, what stands for the key, and by which clock; None: not known yet."""


class Commons:
    """Remembers what is in use, and by whose key; not longer than somebody holds it."""

    def __init__(self) -> None:
        self._held: weakref.WeakValueDictionary[tuple[Hashable, ...], Any] = weakref.WeakValueDictionary()
        self._lock = threading.Lock()
        renew_after_fork(self)

    def renew(self) -> None:
        """In a forked child, whoever held the lock is gone."""
        self._lock = threading.Lock()

    def shared(self, make: Callable[[], T], owner: Owner, *terms: Hashable) -> T:
        """What *make* makes, the same for all with this *owner* and these *terms*; an unknown owner shares nothing."""
        if owner is None:
            return make()
        name = (owner, *terms)
        with self._lock:
            found: T | None = self._held.get(name)
            if found is None:
                found = self._held[name] = make()
        return found


commons = Commons()
