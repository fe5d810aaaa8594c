# Code generated from specs/komo. DO NOT EDIT.
"""LinkedInLimits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from typing import Any

    from .safety_limit import SafetyLimit


@define(kw_only=True)
class LinkedInLimits(Model):
    """The safety caps that protect the LinkedIn account."""

    connection_requests: SafetyLimit | Unset = UNSET
    messages: SafetyLimit | Unset = UNSET
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
