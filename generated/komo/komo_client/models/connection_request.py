# Code generated from specs/komo. DO NOT EDIT.
"""ConnectionRequest."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class ConnectionRequest(Model):
    """Whom to invite."""

    linkedin_url: str
    """Profile of the person."""
    note: str | None | Unset = UNSET
    """A few words that go with it."""
