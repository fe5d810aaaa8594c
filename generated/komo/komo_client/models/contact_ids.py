# Code generated from specs/komo. DO NOT EDIT.
"""ContactIds."""

from __future__ import annotations

from .._runtime import Model, define


@define(kw_only=True)
class ContactIds(Model):
    """Contacts to put into a campaign."""

    contact_ids: list[str]
    """The contacts."""
