# Code generated from specs/kairo. DO NOT EDIT.
"""TokenBucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from datetime import datetime


@define(kw_only=True)
class TokenBucket(Model):
    """Tokens in one interval."""

    start: datetime
    """When it begins."""
    input_tokens: int
    """Tokens that models read."""
    output_tokens: int
    """Tokens that models wrote."""
