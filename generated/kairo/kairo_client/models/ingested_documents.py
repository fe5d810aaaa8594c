# Code generated from specs/kairo. DO NOT EDIT.
"""IngestedDocuments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .document import Document


@define(kw_only=True)
class IngestedDocuments(Model):
    """The documents that were taken in."""

    documents: list[Document]
    """In the order they were sent."""
