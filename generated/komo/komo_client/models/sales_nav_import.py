# Code generated from specs/komo. DO NOT EDIT.
"""SalesNavImport."""

from __future__ import annotations

from .._runtime import Model, define


@define(kw_only=True)
class SalesNavImport(Model):
    """A LinkedIn Sales Navigator search to import."""

    url: str
    """Address of the search, copied from Sales Navigator."""
    list_id: str
    """The list that the leads go to."""
