"""Hashes that stand for a credential without showing it."""

from __future__ import annotations

import os

_SALT = os.urandom(16)


def fingerprint(key: str) -> bytes:
    """A hash of *key* that is valid within this process; the key cannot be computed from it.

    Python's own keyed hash (SipHash) with a salt of ours: importing hashlib takes longer than constructing a client.
    """
    return hash(_SALT + key.encode()).to_bytes(8, "big", signed=True)


def stable_fingerprint(key: str) -> str:
    """A hash of *key* that is the same in all processes; a key is long and random, so it cannot be guessed."""
    from hashlib import blake2b

    return blake2b(key.encode(), person=b"budgets of", digest_size=16).hexdigest()
