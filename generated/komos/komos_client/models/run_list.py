# Code generated from specs/komos. DO NOT EDIT.
"""RunList."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .run import Run


@define(kw_only=True)
class RunList(Model):
    """The newest runs of a task, newest first."""

    runs: list[Run]
    """At most 50."""
