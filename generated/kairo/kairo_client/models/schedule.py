# Code generated from specs/kairo. DO NOT EDIT.
"""Schedule."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class Schedule(Model):
    """When a workflow runs by itself."""

    cron: str
    """Five fields: minute, hour, day, month, weekday."""
    timezone: str | Unset = UNSET
    """The time zone that the fields are in, by its IANA name."""
