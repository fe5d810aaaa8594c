# Code generated from specs/kairo. DO NOT EDIT.
"""TokenReport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from datetime import datetime

    from .token_bucket import TokenBucket


@define(kw_only=True)
class TokenReport(Model):
    """Tokens in a span of time."""

    start: datetime
    """From when."""
    end: datetime
    """Until when, exclusive."""
    input_tokens: int
    """Tokens that models read."""
    output_tokens: int
    """Tokens that models wrote."""
    buckets: list[TokenBucket]
    """The same by hour, day or month, oldest first."""
