# Code generated from specs/komo. DO NOT EDIT.
"""`Crm`, answering with `Response`: status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

if TYPE_CHECKING:
    pass


class CrmRaw(RawResource):
    """`Crm` with the response around each value."""


class AsyncCrmRaw(AsyncRawResource):
    """`AsyncCrm` with the response around each value."""
