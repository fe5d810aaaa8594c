"""Objects that the clients of one process share when they use the same key: rate limits, slots, caps."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from .fork import renew_after_fork

T = TypeVar("T")

Owner = tuple[Hashable, ...] | None
"""Clients with the same owner share objects: package, origin, fingerprint of the key, clock. None: not known."""


class SharedObjects:
    """Objects by owner and name, kept only as long as they are referred to elsewhere."""

    def __init__(self) -> None:
        self._objects: weakref.WeakValueDictionary[tuple[Hashable, ...], Any] = weakref.WeakValueDictionary()
        self._lock = threading.Lock()
        renew_after_fork(self)

    def renew(self) -> None:
        """Replace the lock, which a thread of the parent may hold."""
        self._lock = threading.Lock()

    def get_or_create(self, create: Callable[[], T], owner: Owner, *name: Hashable) -> T:
        """The object of *owner* called *name*, made by *create* if there is none; not shared for an unknown owner."""
        if owner is None:
            return create()
        key = (owner, *name)
        with self._lock:
            found: T | None = self._objects.get(key)
            if found is None:
                found = self._objects[key] = create()
        return found


shared_objects = SharedObjects()
