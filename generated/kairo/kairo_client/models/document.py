# Code generated from specs/kairo. DO NOT EDIT.
"""Document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


@define(kw_only=True)
class Document(Model):
    """A document of a data source."""

    id: str
    """What it is addressed by."""
    source_id: str
    """The source it belongs to."""
    title: str | None | Unset = UNSET
    """What it is called."""
    status: str
    """For example `queued` or `ready`."""
    url: str | None | Unset = UNSET
    """Where it was fetched from."""
    metadata: dict[str, Any] | Unset = UNSET
    """Values of your own."""
    created_at: datetime
    """When it was taken in."""
