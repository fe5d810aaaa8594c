# Code generated from specs/kairo. DO NOT EDIT.
"""QueryMatch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from typing import Any


@define(kw_only=True)
class QueryMatch(Model):
    """One passage."""

    document_id: str
    """The document it stands in."""
    source_id: str
    """The source of the document."""
    text: str
    """The passage."""
    score: float
    """How near it is; 1 is the same."""
    metadata: dict[str, Any] | Unset = UNSET
    """The document's values."""
