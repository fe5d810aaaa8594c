# Code generated from specs/kairo. DO NOT EDIT.
"""IngestDocumentsRequest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .new_document import NewDocument


@define(kw_only=True)
class IngestDocumentsRequest(Model):
    """Documents to take in."""

    documents: list[NewDocument]
    """Each with a text or an address."""
