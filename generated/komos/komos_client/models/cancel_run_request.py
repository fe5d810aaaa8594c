# Code generated from specs/komos. DO NOT EDIT.
"""CancelRunRequest."""

from __future__ import annotations

from .._runtime import UNSET, Model, Unset, define


@define(kw_only=True)
class CancelRunRequest(Model):
    """Why a run is to stop."""

    reason: str | Unset = UNSET
    """Kept on the run, for whoever audits it."""
