# Code generated from specs/kairo. DO NOT EDIT.
"""QueryContextRequest."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class QueryContextRequest(Model):
    """What to look for."""

    query: str
    """A question or a few words."""
    source_ids: list[str] | Unset = UNSET
    """Only these sources; all of them when absent."""
    limit: int | Unset = UNSET
    """At most so many passages."""
