# Code generated from specs/kairo. DO NOT EDIT.
"""UpdateContextSourceRequest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from typing import Any


@define(kw_only=True)
class UpdateContextSourceRequest(Model):
    """The fields of a data source to change."""

    name: str | Unset = UNSET
    """What it is called."""
    config: dict[str, Any] | Unset = UNSET
    """How it is reached."""
