"""Salted and stable hashes that stand for a credential without showing it."""

from __future__ import annotations

import os

_SALT = os.urandom(16)


def fingerprint(key: str) -> bytes:
    """What stands for *key* within this process; the key cannot be had from it.

    Python's own keyed hash (SipHash) with a salt of ours: importing hashlib takes longer than making a client.
    """
    return hash(_SALT + key.encode()).to_bytes(8, "big", signed=True)


def lasting(key: str) -> str:
    """What stands for *key* where several processes must agree; a key is long and random, so it cannot be guessed."""
    from hashlib import blake2b

    return blake2b(key.encode(), person=b"budgets of", digest_size=16).hexdigest()
