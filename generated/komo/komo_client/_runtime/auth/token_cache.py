"""One access token: its expiry, and which caller fetches the next one."""

from __future__ import annotations

import threading
from typing import Any, Final

from ..facts import Scheme
from ..util.fork import renew_after_fork
from .credentials import ApiKey, hold

ABSENT = 150.0
"""Seconds after which whoever went to fetch is no longer waited for: longer than any attempt."""


class TokenCache:
    """One access token and who fetches the next; given and taken by closures."""

    def __init__(self) -> None:
        cell: list[str] = []
        self.turn = 0
        self._ends = float("inf")
        self._fetching = 0.0
        self._lock = threading.Lock()
        renew_after_fork(self)

        def put(token: str, ends: float) -> None:
            cell[:] = [token]
            self._ends = ends
            self.turn += 1

        def sign(request: Any) -> None:
            if cell:
                ApiKey(hold(cell[0]), BEARER).sign(request)

        def scrub(data: bytes) -> bytes:
            return data.replace(cell[0].encode(), b"[token]") if cell else data

        self.put: Final = put
        self.sign: Final = sign
        self.scrub: Final = scrub

    def renew(self) -> None:
        """In a forked child, whoever held the lock or went to fetch is gone."""
        self._lock = threading.Lock()
        self._fetching = 0.0

    def fresh(self, now: float) -> bool:
        """Whether there is a token that will not expire on its way."""
        return self.turn > 0 and now < self._ends

    def spoil(self) -> None:
        """The server did not take it."""
        self._ends = 0.0

    def claim(self, now: float) -> bool:
        """True for the one that is to fetch it; it must `release`."""
        with self._lock:
            if now < self._fetching:
                return False
            self._fetching = now + ABSENT
            return True

    def release(self) -> None:
        """It is fetched, or will not be."""
        self._fetching = 0.0


BEARER = Scheme("header", "Authorization", "Bearer ", "")
