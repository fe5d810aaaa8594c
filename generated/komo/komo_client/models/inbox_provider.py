# Code generated from specs/komo. DO NOT EDIT.
"""InboxProvider."""

from __future__ import annotations

from .._runtime import OpenStr


class InboxProvider(OpenStr):
    """Whose mailbox it is."""

    GMAIL = "gmail"
    OUTLOOK = "outlook"
