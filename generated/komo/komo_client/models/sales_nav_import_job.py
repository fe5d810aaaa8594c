# Code generated from specs/komo. DO NOT EDIT.
"""SalesNavImportJob."""

from __future__ import annotations

from .._runtime import Model, define


@define(kw_only=True)
class SalesNavImportJob(Model):
    """An import at work; the leads appear in the list as it goes on."""

    id: str
    """Tells imports apart."""
    status: str
    """For example `running`."""
    list_id: str
    """The list that the leads go to."""
