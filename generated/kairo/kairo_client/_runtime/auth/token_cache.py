"""One OAuth2 access token: its expiry, and which caller fetches the next one."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ..facts import Scheme
from ..util.fork import renew_after_fork
from .credentials import ApiKey
from .secret_cell import SecretCell

if TYPE_CHECKING:
    from ..transport.messages import OutgoingRequest

FETCH_TIMEOUT = 150.0
"""Seconds after which a fetch that did not end is taken for lost: longer than any attempt."""

BEARER = Scheme("header", "Authorization", "Bearer ", "")


class TokenCache:
    """One access token, shared by all clients that fetch the same; safe between threads."""

    def __init__(self) -> None:
        self.generation = 0
        """The number of tokens so far."""
        self._token = SecretCell("")
        self._expires = float("inf")
        self._claimed_until = 0.0
        self._lock = threading.Lock()
        renew_after_fork(self)

    def renew(self) -> None:
        """In a forked child, the threads that held the lock or were fetching are gone."""
        self._lock = threading.Lock()
        self._claimed_until = 0.0

    def put(self, token: SecretCell[str], expires: float) -> None:
        """Keep *token* until the moment at which it *expires*."""
        self._token.replace(token.reveal())
        self._expires = expires
        self.generation += 1

    def is_fresh(self, now: float) -> bool:
        """Whether there is a token that has not expired."""
        return self.generation > 0 and now < self._expires

    def invalidate(self) -> None:
        """Expire the token: the server refused it."""
        self._expires = 0.0

    def claim(self, now: float) -> bool:
        """True for the one caller that is to fetch the next token; it must `release` the claim."""
        with self._lock:
            if now < self._claimed_until:
                return False
            self._claimed_until = now + FETCH_TIMEOUT
            return True

    def release(self) -> None:
        """End the claim: the token was fetched, or could not be."""
        self._claimed_until = 0.0

    def sign(self, request: OutgoingRequest) -> None:
        """Put the token on *request*."""
        if self.generation:
            ApiKey(self._token.reveal, BEARER).sign(request)

    def scrub(self, data: bytes) -> bytes:
        """*data* of a server without the token."""
        return data.replace(self._token.reveal().encode(), b"[token]") if self.generation else data
