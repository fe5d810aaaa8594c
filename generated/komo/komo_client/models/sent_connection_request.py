# Code generated from specs/komo. DO NOT EDIT.
"""SentConnectionRequest."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class SentConnectionRequest(Model):
    """An invitation on its way."""

    id: str
    """Tells invitations apart."""
    status: str | Unset = UNSET
    """For example `sent`."""
