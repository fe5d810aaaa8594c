# Code generated from specs/komo. DO NOT EDIT.
"""UsageSummary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from typing import Any

    from .usage_meter import UsageMeter


@define(kw_only=True)
class UsageSummary(Model):
    """The credit balance, the plan, and what is used of it. That it tells these three is documented, their names are
    not.
    """

    credits: float | None | Unset = UNSET
    """Credits left."""
    plan: str | None | Unset = UNSET
    """Tier of the plan."""
    usage: dict[str, UsageMeter] | Unset = UNSET
    """What is used, against the tier's limits."""
    extra: dict[str, Any] = wire("*", factory=dict)
    """All other fields."""
