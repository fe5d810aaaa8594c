# Code generated from specs/kairo. DO NOT EDIT.
"""QueryResult."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .query_match import QueryMatch


@define(kw_only=True)
class QueryResult(Model):
    """The passages nearest in meaning."""

    matches: list[QueryMatch]
    """Best first."""
