# Code generated from specs/komo. DO NOT EDIT.
"""RecordType."""

from __future__ import annotations

from .._runtime import OpenStr


class RecordType(OpenStr):
    """What a record is: a company or a person."""

    ACCOUNT = "account"
    CONTACT = "contact"
