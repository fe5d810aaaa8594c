# Code generated from specs/komos. DO NOT EDIT.
"""RunProgress."""

from __future__ import annotations

from .._runtime import Model, define, wire


@define(kw_only=True)
class RunProgress(Model):
    """How far a run has come."""

    current_step: int = wire("currentStep")
    """The step it is at."""
    steps_total: int = wire("stepsTotal")
    """How many steps the task has."""
