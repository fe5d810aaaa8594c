# Code generated from specs/kairo. DO NOT EDIT.
"""NewDocument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from typing import Any


@define(kw_only=True)
class NewDocument(Model):
    """A document to take in: its text, or where to fetch it."""

    title: str | Unset = UNSET
    """What it is called."""
    text: str | Unset = UNSET
    """Its content."""
    url: str | Unset = UNSET
    """Where its content is fetched from."""
    metadata: dict[str, Any] | Unset = UNSET
    """Values of your own, given back by queries."""
