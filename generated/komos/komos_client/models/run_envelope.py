# Code generated from specs/komos. DO NOT EDIT.
"""RunEnvelope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import Model, define

if TYPE_CHECKING:
    from .run import Run


@define(kw_only=True)
class RunEnvelope(Model):
    """One run, wrapped. The overview page shows a bare run; the pages of the endpoints show this envelope."""

    run: Run
